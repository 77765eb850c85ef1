import { lazily } from "../collections/lazy";
import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import { addOnAccountOf } from "./add-ons";
import { clusterAt, clusterElsewhere } from "./clusters";
import { optionalDocumentAt } from "./documents";
import type { Association } from "./inventory";
import type { ResourceIndex } from "./resource-index";
import { associatingModules } from "./unread-modules";
import { flagAt, isBlock, listAt, nameAt, nameOrUnknown, required, textAt, textValue } from "./values";

export const associationsOf = (resources: ResourceIndex): readonly Association[] => [
  ...resources
    .managed("aws_eks_pod_identity_association", "awscc_eks_pod_identity_association")
    .map((one) => associationOf(resources, one)),
  ...resources.managed("aws_eks_addon", "awscc_eks_addon").flatMap((one) => addOnAssociations(resources, one)),
  ...associatingModules(resources).map(({ resource, unknown }) => unknownAssociation(resource, unknown)),
];

const associationOf = (resources: ResourceIndex, resource: Resource): Association =>
  lazily<Association>({
    resource: () => resource,
    cluster: () => clusterAt(resource),
    clusterElsewhere: () => clusterElsewhere(resources, resource),
    namespace: () => required(textAt(resource, "namespace"), "namespace"),
    serviceAccount: () => required(textAt(resource, "service_account"), "service_account"),
    roleArn: () => required(nameAt(resource, "role_arn"), "role_arn"),
    targetRoleArn: () => nameAt(resource, "target_role_arn"),
    sessionTags: () => withTags(resource),
    policy: () => optionalDocumentAt(resource, `the session policy of ${resource.address}`, "policy"),
    place: () => undefined,
  });

/** An association of which nothing is known. */
export const unknownAssociation = (resource: Resource, unknown: UnknownValue): Association => ({
  resource,
  cluster: unknown,
  namespace: unknown,
  serviceAccount: unknown,
  roleArn: unknown,
  targetRoleArn: undefined,
  sessionTags: unknown,
  policy: undefined,
  place: undefined,
});

/** The associations that EKS makes for the service accounts of an add-on: without a target, with tags. */
function addOnAssociations(resources: ResourceIndex, resource: Resource): readonly Association[] {
  const blocks = listAt(resource, "pod_identity_association") ?? listAt(resource, "pod_identity_associations") ?? [];
  return (blocks instanceof UnknownValue ? [blocks] : blocks).map((block, index, all) => {
    const at = (name: string) => (block instanceof UnknownValue ? block : isBlock(block) ? block[name] : undefined);
    return lazily<Association>({
      resource: () => resource,
      cluster: () => clusterAt(resource),
      clusterElsewhere: () => clusterElsewhere(resources, resource),
      namespace: () => addOnAccountOf(resource).namespace,
      serviceAccount: () => required(textValue(at("service_account")), "service_account"),
      roleArn: () => required(nameOrUnknown(at("role_arn")), "role_arn"),
      targetRoleArn: () => undefined,
      sessionTags: () => true,
      policy: () => undefined,
      place: () => (all.length > 1 ? String(index) : undefined),
    });
  });
}

function withTags(resource: Resource): boolean | UnknownValue {
  const disabled = flagAt(resource, "disable_session_tags") ?? false;
  return disabled instanceof UnknownValue ? disabled : !disabled;
}
