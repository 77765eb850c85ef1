import { relative } from "node:path";

/** Where a fact was read. */
export interface SourceLocation {
  /** As the path was given on the command line, so relative to the working directory where that was. */
  readonly file: string;
  /** JSON pointer into the file (RFC 6901), as its JSON form has it: `/resource/aws_iam_role/target_role`. */
  readonly pointer: string;
  /** From 1. */
  readonly line: number;
}

/** Input that cannot be used at all: exit status 2. The message has what was found, what was expected and what to do. */
export class InputError extends Error {
  override readonly name = "InputError";

  constructor(
    message: string,
    readonly location?: { readonly file: string; readonly line?: number },
  ) {
    super(message);
  }
}

/** `path` as people name it: relative to the working directory. */
export const displayPath = (path: string): string => relative(process.cwd(), path) || ".";
