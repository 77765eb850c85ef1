import { DataAwsIamPolicy } from "@cdktf/provider-aws/lib/data-aws-iam-policy";
import { TerraformLocal, type TerraformStack } from "cdktf";
import type { ExistingPolicy } from "../src/model";
import { constructId, withAddress } from "./element";

/**
 * The ARN of a policy that others own. Where the configuration states what the policy says, Terraform compares that with
 * what AWS has and makes no role with another one; key order and white space do not matter.
 */
export function existingPolicy(stack: TerraformStack, { arn, stated }: ExistingPolicy): string {
  if (!stated) return arn;
  const { address, document } = stated;
  const id = constructId("data.aws_iam_policy", address);
  const earlier = stack.node.tryFindChild(id);
  if (earlier instanceof DataAwsIamPolicy) return earlier.arn;
  const policy = withAddress(address, new DataAwsIamPolicy(stack, id, { arn }));
  withAddress(address, new TerraformLocal(stack, constructId("local", address), document));
  policy.addOverride("lifecycle.postcondition", [
    {
      condition: `\${jsondecode(self.policy) == local.${address}}`,
      error_message: `${arn} does not say what the configuration states of it: correct its document there`,
    },
  ]);
  return policy.arn;
}
