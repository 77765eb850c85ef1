import { PATH_LENGTH, POLICY_NAME_LENGTH, ROLE_NAME_LENGTH } from "../aws";
import { endingBefore } from "../terraform/provider-versions";
import { InputError } from "../terraform/source-location";
import type { Resource } from "../terraform/world";
import { hasUnknown } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import type { ResourceIndex } from "./resource-index";
import { listAt, textValue, unlessWrong } from "./values";

/** What is wrong with a text, and Terraform's words for it; undefined where nothing is. */
type Check = (text: string, attribute: string) => { readonly found: string; readonly expected: string } | undefined;

/** How many characters the provider adds to a prefix. */
const SUFFIX = 26;

const atMost =
  (most: number, least = 1): Check =>
  (text, attribute) =>
    text.length > most || text.length < least
      ? {
          found: `a ${attribute} of ${text.length} characters`,
          expected: `${least === most ? "" : "at most "}${most}, since terraform plan fails there ("expected length of ${attribute} to be in the range (${least} - ${most})")`,
        }
      : undefined;

const named =
  (most: number): Check =>
  (text, attribute) =>
    atMost(most)(text, attribute) ??
    (/^[\w+=,.@-]*$/.test(text)
      ? undefined
      : {
          found: `${attribute} = ${JSON.stringify(text)}`,
          expected: 'letters, digits and any of +=,.@_-, since terraform plan fails there ("must match [\\w+=,.@-]")',
        });

const between =
  (least: number, most: number): Check =>
  (text, attribute) =>
    Number(text) >= least && Number(text) <= most
      ? undefined
      : {
          found: `${attribute} = ${text}`,
          expected: `${least} to ${most}, since terraform plan fails there ("expected ${attribute} to be in the range (${least} - ${most})")`,
        };

const isUrl: Check = (text) =>
  /^https:\/\/[^?]+$/i.test(text)
    ? undefined
    : {
        found: `url = ${JSON.stringify(text)}`,
        expected: "a URL with https:// and without a query, since terraform plan fails there",
      };

const NAMES = (most: number): Readonly<Record<string, Check>> => ({
  name: named(most),
  name_prefix: named(most - SUFFIX),
});

/**
 * What the AWS provider checks of its arguments before it calls AWS.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_openid_connect_provider
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const CHECKS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  aws_iam_role: {
    ...NAMES(ROLE_NAME_LENGTH),
    path: atMost(PATH_LENGTH),
    description: atMost(1000),
    max_session_duration: between(3600, 43_200),
  },
  aws_iam_policy: { ...NAMES(POLICY_NAME_LENGTH), path: atMost(PATH_LENGTH) },
  aws_iam_role_policy: NAMES(POLICY_NAME_LENGTH),
  aws_iam_openid_connect_provider: { url: isUrl, client_id_list: atMost(255), thumbprint_list: atMost(40, 40) },
};

/**
 * Terraform's plan fails for such arguments, and with it the whole stack; a plan or a state has passed that.
 * @throws InputError with the place
 */
export function checkArguments(resources: ResourceIndex): void {
  for (const [type, checks] of Object.entries(CHECKS))
    for (const resource of resources.managed(type)) {
      if (resource.indefinite !== undefined || resources.stackOf(resource)?.kind !== "configuration") continue;
      for (const [attribute, check] of Object.entries(checks))
        for (const text of textsAt(resource, attribute)) {
          const wrong = check(text, attribute);
          if (wrong) throw refusedAt(resource, attribute, wrong.found, wrong.expected);
        }
      if ("name_prefix" in checks && ["name", "name_prefix"].every((one) => textsAt(resource, one).length > 0))
        throw refusedAt(
          resource,
          "name_prefix",
          "name and name_prefix",
          'one of the two, since terraform plan fails there ("name": conflicts with name_prefix)',
        );
    }
  checkAssociations(resources);
}

/**
 * Versions of the AWS provider from which it has associations, and what they are given.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md
 */
const ASSOCIATIONS: Since = [5, 29, 0];
const ARGUMENTS: Readonly<Record<string, Since>> = {
  target_role_arn: [6, 2, 0],
  disable_session_tags: [6, 2, 0],
  region: [6, 0, 0],
  policy: [6, 57, 1],
};
type Since = readonly [number, number, number];
const ASSOCIATION = "aws_eks_pod_identity_association";

/** @throws InputError where no role is named, or the stack's constraints leave out every version that has what is given */
function checkAssociations(resources: ResourceIndex): void {
  for (const resource of resources.managed(ASSOCIATION)) {
    const { awsVersions: versions = [], kind } = resources.stackOf(resource) ?? {};
    if (kind !== "configuration") continue;
    for (const argument of ["role_arn", "target_role_arn"])
      if (unlessWrong(() => resource.get(argument)) === "")
        throw refusedAt(
          resource,
          argument,
          `${argument} = ""`,
          'an ARN, or null for none, since terraform plan fails there ("Invalid ARN Value")',
        );
    const tooOld = (since: Since, what: string, at: string, error: string): void => {
      const asked = endingBefore(versions, since);
      if (asked)
        throw refusedAt(
          resource,
          at,
          what,
          `version ${since.join(".")} or later of the provider hashicorp/aws, while ${asked.location.file}:${asked.location.line} asks for ${JSON.stringify(asked.text)}, since terraform plan fails there (${error})`,
        );
    };
    tooOld(ASSOCIATIONS, "an association", "cluster_name", `the provider has no resource type "${ASSOCIATION}"`);
    for (const [argument, since] of Object.entries(ARGUMENTS))
      if (resource.writes(argument))
        tooOld(since, argument, argument, `"An argument named "${argument}" is not expected here"`);
  }
}

const refusedAt = (resource: Resource, attribute: string, found: string, expected: string): InputError =>
  new InputError(`found ${found} at ${resource.address}; expected ${expected}`, resource.location(attribute));

/** The text of an argument, or those of a list, as far as they are known. */
function textsAt(resource: Resource, attribute: string): readonly string[] {
  const list = unlessWrong(() => listAt(resource, attribute));
  if (list === undefined || list instanceof UnknownValue) return [];
  return list.map(textValue).filter((text): text is string => typeof text === "string" && !hasUnknown(text));
}
