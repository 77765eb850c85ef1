import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import type { ResourceIndex } from "./resource-index";
import { listAt, textAt, textValue } from "./values";

/** An organisation that the world makes. */
export interface ManagedOrganisation {
  /** Which manages it: policies of the organisation do not bind it, wherever they are attached. */
  readonly account: string;
  /** Whether policies of `type`, such as SERVICE_CONTROL_POLICY, can be attached in it; undefined where that is not known. */
  takes(type: string): boolean | undefined;
}

/**
 * The organisations of the world: each is made from the account that manages it.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
 */
export const organisationsOf = (resources: ResourceIndex): readonly ManagedOrganisation[] =>
  resources
    .managed("aws_organizations_organization", "awscc_organizations_organization")
    .filter(({ indefinite }) => indefinite === undefined)
    .map((resource) => ({ account: resource.account, takes: (type) => takes(resource, type) }));

/**
 * AttachPolicy fails with PolicyTypeNotEnabledException for a type that the organisation's root does not have, and an
 * organisation for billing alone has none.
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/organizations_organization
 */
function takes(resource: Resource, type: string): boolean | undefined {
  const features = textAt(resource, "feature_set");
  if (features === "CONSOLIDATED_BILLING") return false;
  // the provider awscc leaves enabling to others
  if (features instanceof UnknownValue || resource.type !== "aws_organizations_organization") return undefined;
  const listed = listAt(resource, "enabled_policy_types") ?? [];
  if (listed instanceof UnknownValue) return undefined;
  const types = listed.map(textValue);
  return types.includes(type) || (types.some((one) => one instanceof UnknownValue) ? undefined : false);
}
