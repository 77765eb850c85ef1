/** One rule: something that must hold of a configuration, of what is made from it, or of an output folder. */
export interface Rule {
  /** Stable, kebab-case; printed with every problem. */
  readonly id: string;
  /** An error stops the run with exit 2, a warning is printed and goes on. */
  readonly level: "error" | "warning";
  /** What was expected, as a phrase that follows "expected". */
  readonly expected: string;
  /** What to do about it, as a sentence. */
  readonly fix: string;
  /** The page of AWS, Kubernetes or YAML that the rule rests on. Absent where the rule is this project's own. */
  readonly page?: string;
}
