import { namesEverybody } from "../caller";
import type { Policy, PolicyHolder, PolicyProblem } from "../policy";
import { refusedAt } from "./statements";

/**
 * Secrets Manager refuses a policy that allows every principal, where block_public_policy is set.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html
 */
export function checkSecretPolicy({ statements }: Policy, { guarded }: PolicyHolder): PolicyProblem | undefined {
  if (guarded !== true) return undefined;
  const open = statements.find(
    (one) => one.effect === "Allow" && one.conditions.length === 0 && namesEverybody(one) && !one.principals?.negated,
  );
  return (
    open &&
    refusedAt(
      open,
      "Principal",
      "PublicPolicyException: The resource policy grants broad access to the secret",
      "the statement allows every principal, and block_public_policy is set",
      "Name who may use the secret.",
    )
  );
}
