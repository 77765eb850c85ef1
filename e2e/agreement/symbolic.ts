/** A text that prove prints for people, with its unknown values encoded as in the world. */
export const symbolic = (text: string): string => text.replaceAll(/<([^<>]*)>/g, "\u{e000}$1\u{e001}");
