/** A text that prove prints for people, with its symbols as the world has them. */
export const symbolic = (text: string): string => text.replaceAll(/<([^<>]*)>/g, "\u{e000}$1\u{e001}");
