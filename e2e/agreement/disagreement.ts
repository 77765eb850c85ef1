/** The world, mutation and chain that were compared. */
export interface Where {
  /** An example or a random configuration. */
  readonly world: string;
  /** Kind and source location of the mutation; empty for an unmutated world. */
  readonly mutation: string;
  readonly chain: string;
}

/** Prove and the run answer differently. */
export interface Disagreement extends Where {
  /** A hop, an expectation, or a class of intruders. */
  readonly about: string;
  readonly proveSays: string;
  readonly runSays: string;
}
