import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { TerraformStack } from "cdktf";
import type { Policy, Role } from "../src/model";
import { constructId, withAddress } from "./element";

/** An IAM role with its trust. */
export function role(stack: TerraformStack, { address, name, trust, dependsOn }: Role): IamRole {
  const made = new IamRole(stack, constructId("aws_iam_role", address), {
    name,
    assumeRolePolicy: JSON.stringify(trust),
  });
  if (dependsOn) made.dependsOn = [...dependsOn];
  return withAddress(address, made);
}

/** A managed policy, attached to its role. */
export function attachedPolicy(stack: TerraformStack, policy: Policy): void {
  const { address, attachmentAddress, name, role: roleName } = policy;
  const made = withAddress(
    address,
    new IamPolicy(stack, constructId("aws_iam_policy", address), { name, policy: JSON.stringify(policy.document) }),
  );
  withAddress(
    attachmentAddress,
    new IamRolePolicyAttachment(stack, constructId("aws_iam_role_policy_attachment", attachmentAddress), {
      role: roleName,
      policyArn: made.arn,
    }),
  );
}
