import { parseArn, refusedAcrossAccounts } from "../../aws";
import { MAYBE, NO, type Truth } from "../../iam";
import type { Target } from "../../inventory";
import { sessionArnOf } from "../requests/context";
import type { FinalSession } from "../requests/final-session";
import type { GrantAnswer } from "./decide-grant";
import type { Why } from "./explain";
import { accessDenied } from "./hop";

export const refusal = (why: Why, truth: Truth = NO): GrantAnswer => ({ truth, conditions: [], why: () => why });

/** What AWS refuses to callers of another account, regardless of the resource's policy. */
export function refusedElsewhere(
  session: FinalSession,
  action: string,
  resource: string,
  target: Target | undefined,
): GrantAnswer | undefined {
  const account = target?.account ?? parseArn(resource)?.account ?? "";
  if (!/^\d{12}$/.test(account) || account === session.role.account) return undefined;
  const found = refusedAcrossAccounts(action, resource);
  if (!found) return undefined;
  return refusal(
    {
      code: "never-across-accounts",
      message: `${found.whole ? action : `a part of ${action}`} is allowed to callers of the resource's own account ${account} only, regardless of its policy: ${found.page}`,
      awsError: accessDenied(action.replace(/^[^:]*:/, ""), sessionArnOf(session.role.arn), action, resource),
      fix: `Do it with a role of account ${account}, or grant the actions that are meant.`,
      ...(target ? { location: target.resource.location() } : {}),
    },
    found.whole ? NO : MAYBE,
  );
}
