import type { Statement } from "./policy";

/** A statement as JSON, on one line. */
export const sourceOf = ({ written }: Statement): string => JSON.stringify(written);

/** The patterns of a statement's Action, or NotAction, in the case in which they are written. */
export const writtenActions = ({ written }: Statement): readonly string[] =>
  [written.Action ?? written.NotAction].flat().map(String);
