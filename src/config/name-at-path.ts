import type { Path } from "../rules";

/** A name or reference in a configuration, and its path there. */
export interface NameAtPath {
  readonly text: string;
  readonly path: Path;
  /** Dotted path of the template that gives the name where none is written at `path`. */
  readonly template?: string;
}
