import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import type { TerraformStack } from "cdktf";
import type { Policy, Role } from "../src/model";
import { constructId, withAddress } from "./element";
import { existingPolicy } from "./existing-policy";

/** An IAM role with its trust, and the policies of others that it has. */
export function role(stack: TerraformStack, planned: Role): IamRole {
  const { address, name, trust, dependsOn, path, tags, maxSessionDuration } = planned;
  const { permissionsBoundary: boundary, managedPolicies = [] } = planned;
  const made = new IamRole(stack, constructId("aws_iam_role", address), {
    name,
    path,
    assumeRolePolicy: JSON.stringify(trust),
    permissionsBoundary: boundary && existingPolicy(stack, boundary),
    maxSessionDuration,
    tags: tags && { ...tags },
  });
  if (dependsOn) made.dependsOn = [...dependsOn];
  withAddress(address, made);
  for (const policy of managedPolicies)
    attach(stack, policy.attachmentAddress, made.name, existingPolicy(stack, policy));
  return made;
}

/** A managed policy, attached to its role. */
export function attachedPolicy(stack: TerraformStack, policy: Policy): void {
  const { address, attachmentAddress, name, path, tags, document, role: roleName } = policy;
  const made = withAddress(
    address,
    new IamPolicy(stack, constructId("aws_iam_policy", address), {
      name,
      path,
      policy: JSON.stringify(document),
      tags: tags && { ...tags },
    }),
  );
  attach(stack, attachmentAddress, roleName, made.arn);
}

const attach = (stack: TerraformStack, address: string, roleName: string, policyArn: string): IamRolePolicyAttachment =>
  withAddress(
    address,
    new IamRolePolicyAttachment(stack, constructId("aws_iam_role_policy_attachment", address), {
      role: roleName,
      policyArn,
    }),
  );
