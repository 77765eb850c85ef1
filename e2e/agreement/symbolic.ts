import { unknownText } from "../../src/unknown/unknown-text";

/** A text that prove prints for people, with its unknown values encoded as in the world. */
export const symbolic = (text: string): string =>
  text.replaceAll(/<([^<>]*)>/g, (_, name: string) => unknownText(name));
