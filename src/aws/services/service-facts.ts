import type { AccountScope } from "../arn";

/** Where a resource is. */
export interface ResourcePlace extends AccountScope {
  readonly region: string;
}

/** What AWS publishes of a service. */
export interface ServiceFacts {
  /** As its actions and ARNs spell it. */
  readonly service: string;
  /** The ARN of its resource called `name`. */
  arn(place: ResourcePlace, name: string): string;
  /**
   * The types of resource, in the words of AWS's list of actions, that a resource has in it, and itself: what stands behind
   * its ARN in theirs.
   */
  readonly parts: Readonly<Record<string, string>>;
  /**
   * The types that requests are also about whose resources lie in none, each with what a policy names them by; "" for actions
   * that fit no type, which are asked of all at once. Default: none.
   */
  readonly besides?: Readonly<Record<string, (account: AccountScope) => string>>;
}
