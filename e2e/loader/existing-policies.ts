import { CreatePolicyCommand } from "@aws-sdk/client-iam";
import type { Model } from "../../src/model";

/** A managed policy that others have made in an account before a configuration is applied. */
export interface PolicyOfOthers {
  /** 12 digits. */
  readonly account: string;
  readonly arn: string;
  readonly document: string;
}

/** The policies of which the configuration states what they say, each once. */
export function policiesOfOthers({ stacks }: Model): readonly PolicyOfOthers[] {
  const found = stacks.flatMap((stack) =>
    (stack.layer === "rest" ? [] : stack.roles)
      .flatMap(({ permissionsBoundary, managedPolicies = [] }) => [permissionsBoundary ?? [], managedPolicies].flat())
      .flatMap(({ arn, stated }) =>
        stated ? [{ account: stack.account.id, arn, document: asTerraform(JSON.stringify(stated.document)) }] : [],
      ),
  );
  return [...new Map(found.map((policy) => [policy.arn, policy])).values()];
}

/** The text that Terraform makes of one in which template markers are escaped. */
const asTerraform = (text: string): string => text.replaceAll(/([$%])\1(?=\{)/g, "$1");

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
export function createPolicy({ arn, document }: PolicyOfOthers): CreatePolicyCommand {
  const [, path, name] = /:policy(\/(?:.*\/)?)([^/]+)$/.exec(arn) ?? [];
  return new CreatePolicyCommand({ PolicyName: name, Path: path, PolicyDocument: document });
}
