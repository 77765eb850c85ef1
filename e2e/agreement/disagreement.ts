/** Where a comparison took place. */
export interface Where {
  /** An example or a random configuration. */
  readonly world: string;
  /** Kind and place of the mutation; empty for a world as it is. */
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
