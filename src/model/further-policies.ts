import type { ExistingPolicy } from "./model";
import type { Statement } from "./policy";

/**
 * Whether one of the policies of others may allow an action on some resource. One whose document is not stated may allow
 * any, and so may one that AWS manages: AWS adds actions to it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 */
export const maybeAllowedBy = (policies: readonly ExistingPolicy[], action: string): boolean =>
  policies.some(({ stated }) => stated?.document.Statement.some((one) => mayAllow(one, action)) ?? true);

const mayAllow = ({ Effect, Action }: Statement, action: string): boolean =>
  Effect === "Allow" && (Action === undefined || [Action].flat().some((pattern) => covers(pattern, action)));

/** Actions are compared without regard to case, `*` and `?` stand for any text and any character. */
const covers = (pattern: string, action: string): boolean => {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "i").test(action);
};
