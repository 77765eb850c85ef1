import { PATH_LENGTH, POLICY_NAME_LENGTH, ROLE_NAME_LENGTH } from "../aws";
import { InputError } from "../terraform/source-location";
import { hasUnknown } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import type { ResourceIndex } from "./resource-index";
import { textAt, unlessWrong } from "./values";

/** How many characters the provider adds to a prefix. */
const SUFFIX = 26;

/**
 * The longest names and paths that the AWS provider takes.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const LENGTHS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  aws_iam_role: { name: ROLE_NAME_LENGTH, name_prefix: ROLE_NAME_LENGTH - SUFFIX, path: PATH_LENGTH },
  aws_iam_policy: { name: POLICY_NAME_LENGTH, name_prefix: POLICY_NAME_LENGTH - SUFFIX, path: PATH_LENGTH },
  aws_iam_role_policy: { name: POLICY_NAME_LENGTH, name_prefix: POLICY_NAME_LENGTH - SUFFIX },
};

/**
 * Terraform's plan fails for a name that is too long, and with it the whole stack; a plan or a state has passed that.
 * @throws InputError with the place
 */
export function checkNameLengths(resources: ResourceIndex): void {
  for (const [type, lengths] of Object.entries(LENGTHS))
    for (const resource of resources.managed(type)) {
      if (resource.indefinite !== undefined || resources.stackOf(resource)?.kind !== "configuration") continue;
      for (const [attribute, most] of Object.entries(lengths)) {
        const text = unlessWrong(() => textAt(resource, attribute));
        if (text === undefined || text instanceof UnknownValue || hasUnknown(text) || text.length <= most) continue;
        throw new InputError(
          `found a ${attribute} of ${text.length} characters at ${resource.address}; expected at most ${most}, since terraform plan fails there ("expected length of ${attribute} to be in the range (1 - ${most})")`,
          resource.location(attribute),
        );
      }
    }
}
