import type { Advice } from "./advice";

/** Why a value is unknown. */
export type UnknownKind =
  /** It is known only after apply. */
  | "after-apply"
  /** There is none: nothing is set, or Terraform refuses the expression. */
  | "no-value"
  /** Nothing that was read gives it, or the expression is not evaluated. */
  | "not-read";

export interface UnknownDetails {
  /** What would make it known; a text alone is a sentence that names no option. */
  readonly advice?: Advice | string | undefined;
  /**
   * What it is, such as `account-b/var.bucket_name`: two unknown values of one origin are one value, and one text.
   * Undefined where only the expression that holds it names it.
   */
  readonly origin?: string | undefined;
  /** Whether it is certainly a text. */
  readonly isText?: boolean;
}

/** A value that is not known, and why. */
export class UnknownValue {
  readonly advice: Advice | undefined;
  readonly origin: string | undefined;
  readonly isText: boolean;

  constructor(
    readonly kind: UnknownKind,
    /** One clause without a full stop: `the function templatefile is not read`. */
    readonly reason: string,
    { advice, origin, isText = false }: UnknownDetails = {},
  ) {
    this.advice = typeof advice === "string" ? { text: advice, options: [] } : advice;
    this.origin = origin;
    this.isText = isText;
  }

  /** The same value with more known of it. */
  as(details: UnknownDetails): UnknownValue {
    const { advice, origin, isText } = this;
    return new UnknownValue(this.kind, this.reason, { advice, origin, isText, ...details });
  }

  /** A part of it, which is unknown too and not this value: named by the way to it where the whole has a name. */
  part(path: readonly (string | number)[]): UnknownValue {
    if (path.length === 0) return this;
    const { origin } = this;
    const name = origin && path.reduce<string>((whole, step) => `${whole}[${JSON.stringify(step)}]`, origin);
    return this.as({ isText: false, origin: name });
  }

  /** Whether `other` is certainly the same value, though unknown. */
  isSameAs(other: UnknownValue): boolean {
    return this.origin !== undefined && this.origin === other.origin && this.isText === other.isText;
  }
}

/** What is unknown because something that it is made of is: of its kind, with its advice. */
export const unknownBecauseOf = (cause: UnknownValue, reason: string): UnknownValue =>
  new UnknownValue(cause.kind, reason, { advice: cause.advice });
