/** What the entries of the table say of themselves: an error stops or refutes, a warning leaves open, a note explains. */
export type Level = "error" | "warning" | "note";

/**
 * One entry of the table of everything with an id that users see: something that must hold of a configuration, of
 * what is made from it, of an output folder, or of a chain that `prove` reads.
 */
export interface Rule<L extends Level = "error" | "warning"> {
  /** Stable, kebab-case; printed with every problem. */
  readonly id: string;
  readonly level: L;
  /** What was expected, as a phrase that follows "expected". */
  readonly expected: string;
  /** What to do about it, as a sentence. */
  readonly fix: string;
  /** The page of AWS, Kubernetes or YAML that the rule rests on. Absent where the rule is this project's own. */
  readonly page?: string;
}
