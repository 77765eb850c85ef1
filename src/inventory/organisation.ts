import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import { documentAt } from "./documents";
import type { OrganisationPolicy } from "./inventory";
import type { ResourceIndex } from "./resource-index";
import { nameAt, required, textAt, unlessWrong } from "./values";

/** The organisation policies of the world that are attached somewhere, and where. */
export const organisationPoliciesOf = (resources: ResourceIndex): readonly OrganisationPolicy[] => {
  const attachments = resources.managed("aws_organizations_policy_attachment").map((resource) => ({
    policy: unlessWrong(() => nameAt(resource, "policy_id")),
    target:
      resource.indefinite === undefined
        ? required(textAt(resource, "target_id"), "target_id")
        : new UnknownValue("not-read", resource.indefinite),
  }));
  return resources.managed("aws_organizations_policy").flatMap((policy): readonly OrganisationPolicy[] => {
    const kind = KINDS.get(kindOf(policy));
    const id = unlessWrong(() => nameAt(policy, "id"));
    const targets = attachments.flatMap((one) =>
      one.policy === undefined || one.policy instanceof UnknownValue || one.policy === id ? [one.target] : [],
    );
    if (!kind || targets.length === 0) return [];
    return [{ kind, document: documentAt(policy, policy.address, "content"), targets }];
  });
};

const KINDS: ReadonlyMap<string, OrganisationPolicy["kind"]> = new Map([
  ["SERVICE_CONTROL_POLICY", "service"],
  ["RESOURCE_CONTROL_POLICY", "resource"],
]);

/** A type that is not known counts as the provider's default. */
function kindOf(policy: Resource): string {
  const type = textAt(policy, "type");
  return typeof type === "string" ? type : "SERVICE_CONTROL_POLICY";
}
