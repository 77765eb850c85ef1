import { AwsError, type Caller, type Question } from "../../types";
import type { Asked } from "../enforcement";

/** What a request needs. */
export interface Access {
  /** Where the resource is, and moto has to look for it. */
  readonly account: string;
  /** All must be allowed. */
  readonly questions: readonly Question[];
}

/** The caller's account; empty for an anonymous caller. */
export const accountOfCaller = (caller: Caller): string => (caller.kind === "anonymous" ? "" : caller.account);

/** The account in an ARN; `otherwise` where the text is none. */
export const accountInArn = (arn: string, otherwise: string): string =>
  /^arn:/.test(arn) ? (arn.split(":")[4] ?? otherwise) : otherwise;

export const nonEmpty = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** One question about one resource. */
export const one = (asked: Asked, resource: string, account: string, action = actionOf(asked)): Access => ({
  account,
  questions: [{ action, resource, resourceAccount: account }],
});

/** In most services an operation's action has its name. */
export const actionOf = ({ service, operation }: Asked): string => `${service}:${operation}`;

/** An unknown request is refused. */
export const unknown = ({ service, operation }: Asked): AwsError =>
  new AwsError(
    "NotImplemented",
    `${service}:${operation} is not implemented here: add the permissions that it needs to emulator/enforcement/actions.`,
    501,
  );
