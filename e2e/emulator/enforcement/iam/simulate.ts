import type { Asked, Handler } from "../enforcement";
import type { SubjectAuthorizer } from "./authorizer";
import { accountOfArn } from "./bindings";

interface Entry {
  readonly ContextKeyName: string;
  readonly ContextKeyValues: readonly string[];
}

/**
 * What a role may do by its own policies, without doing it: those of resources, and trust policies, are left out of account.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export const simulateHandlers = (authorizer: SubjectAuthorizer): Readonly<Record<string, Handler>> => ({
  "iam:SimulatePrincipalPolicy": async ({ params }: Asked) => {
    const arn = String(params.PolicySourceArn);
    const account = accountOfArn(arn);
    const subject = { kind: "outsider", account, arn, sessionName: "simulated", permissions: "own" } as const;
    const context = Object.fromEntries(
      ((params.ContextEntries ?? []) as readonly Entry[]).map(({ ContextKeyName, ContextKeyValues }) => [
        ContextKeyName,
        ContextKeyValues.length === 1 ? (ContextKeyValues[0] ?? "") : ContextKeyValues,
      ]),
    );
    const results = [];
    for (const action of (params.ActionNames ?? []) as readonly string[])
      for (const resource of (params.ResourceArns ?? ["*"]) as readonly string[]) {
        const { allowed, refusedBy } = await authorizer.authorizeSubject(subject, {
          action,
          resource,
          resourceAccount: account,
          context,
        });
        results.push({
          EvalActionName: action,
          EvalResourceName: resource,
          EvalDecision: allowed || refusedBy === "resource" ? "allowed" : "implicitDeny",
        });
      }
    return { EvaluationResults: results, IsTruncated: false };
  },
});
