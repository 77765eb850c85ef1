import { lazy } from "../../../collections/lazy";

// ICU's rules are loaded only for a text that needs them
const segmenter = lazy(() => new Intl.Segmenter("en"));

/** The characters of `text` as people count them, which is how Terraform does. */
export const graphemes = (text: string): string[] =>
  // the control characters and letters of ASCII are one each, but for a line break of two
  /^\p{ASCII}*$/u.test(text) && !text.includes("\r\n")
    ? [...text]
    : [...segmenter().segment(text)].map((one) => one.segment);
