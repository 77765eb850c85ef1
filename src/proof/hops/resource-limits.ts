import { parseArn, refusedAcrossAccounts } from "../../aws";
import { MAYBE, NO, type Truth } from "../../iam";
import type { Target } from "../../inventory";
import { hasUnknown, isOnlyUnknown, readable } from "../../unknown/unknown-text";
import { sessionArnOf } from "../requests/context";
import type { FinalSession } from "../requests/final-session";
import type { GrantAnswer } from "./decide-grant";
import type { Why } from "./explain";
import { accessDenied } from "./hop";

const refusal = (truth: Truth, why: Why): GrantAnswer => ({ truth, conditions: [], why: () => why });

/** What AWS refuses to callers of another account, regardless of the resource's policy. */
export function refusedElsewhere(
  session: FinalSession,
  action: string,
  resource: string,
  target: Target | undefined,
): GrantAnswer | undefined {
  const account = target?.account ?? parseArn(resource)?.account ?? "";
  if (!/^\d{12}$/.test(account) || account === session.role.account) return undefined;
  const found = refusedAcrossAccounts(action);
  if (!found) return undefined;
  return refusal(found.whole ? NO : MAYBE, {
    code: "never-across-accounts",
    message: `${found.whole ? action : `a part of ${action}`} is allowed to callers of the resource's own account ${account} only, regardless of its policy: ${found.page}`,
    awsError: accessDenied(action.replace(/^[^:]*:/, ""), sessionArnOf(session.role.arn), action, resource),
    fix: `Do it with a role of account ${account}, or grant the actions that are meant.`,
    ...(target ? { location: target.resource.location() } : {}),
  });
}

/**
 * A secret's ARN ends in a hyphen and six characters chosen by Secrets Manager: one without them is not a secret's, and
 * one that is the whole name of a secret of the world is not that secret's.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html
 */
export function withoutSuffix(resource: string, secrets: readonly Target[]): GrantAnswer | undefined {
  const [, name] = /^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:(.+)$/s.exec(resource) ?? [];
  if (name === undefined || /[*?]|\$\{/.test(name)) return undefined;
  const prefix = resource.slice(0, -name.length);
  const meant = secrets.find(({ arn }) => {
    const rest = arn.startsWith(`${resource}-`) ? arn.slice(resource.length + 1) : "";
    return isOnlyUnknown(rest) || /^[A-Za-z0-9]{6}$/.test(rest);
  });
  const could = hasUnknown(name) || /-[A-Za-z0-9]{6}$/.test(name);
  if (could && !meant) return undefined;
  return refusal(NO, {
    code: "secret-without-suffix",
    message: `"${readable(resource)}" is not the ARN of a secret: that ends in a hyphen and the six characters that Secrets Manager adds to the name`,
    fix: `Write ${JSON.stringify({ Resource: `${readable(prefix)}${readable(name)}-??????` })}`,
    ...(meant ? { location: meant.resource.location() } : {}),
  });
}
