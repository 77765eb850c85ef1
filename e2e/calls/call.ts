import type { Session } from "./session";

/** A resource as requests name it. */
export interface Target {
  /** Without wildcards and unknown values. */
  readonly arn: string;
  /** 12 digits; of its owner. */
  readonly account: string;
  /** Of its own, or of its stack where its ARN has none. */
  readonly region: string;
  /** What its owner knows of it and a request has to name, such as the attribute that is a table's key. */
  readonly facts: Readonly<Record<string, string>>;
}

/** Sends one request of an SDK, which does no harm even where it is allowed. */
export type Call = (session: Session, target: Target) => Promise<unknown>;

/** The requests of one service. */
export interface ServiceCalls {
  /** By the action that each needs. */
  readonly calls: Readonly<Record<string, Call>>;
  /** Names of errors of requests that the service had authorized. */
  readonly authorised: readonly string[];
  /**
   * What its owner finds when it looks at a resource: the resource itself, and parts of it that are asked for by ARNs of
   * their own. It gives an empty one something to read.
   */
  found(owner: Session, target: Target): Promise<readonly Target[]>;
}

/** What an ARN ends in, behind its service, region and account. */
export const endOf = ({ arn }: Target): string => arn.split(":").slice(5).join(":");
