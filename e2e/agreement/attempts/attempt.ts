/** What became of an intruder's attempt. */
export interface Attempt {
  readonly allowed: boolean;
  /** The role or object reached, or AWS's error. */
  readonly says: string;
}

/** An attempt with what was tried, for the report. */
export interface NamedAttempt extends Attempt {
  readonly what: string;
}
