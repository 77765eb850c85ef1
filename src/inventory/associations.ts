import { lazily } from "../collections/lazy";
import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import { clusterAt } from "./clusters";
import { optionalDocumentAt } from "./documents";
import type { Association } from "./inventory";
import type { ResourceIndex } from "./resource-index";
import { flagAt, nameAt, required, textAt } from "./values";

export const associationsOf = (resources: ResourceIndex): readonly Association[] =>
  resources.managed("aws_eks_pod_identity_association").map(associationOf);

const associationOf = (resource: Resource): Association =>
  lazily<Association>({
    resource: () => resource,
    cluster: () => clusterAt(resource),
    namespace: () => required(textAt(resource, "namespace"), "namespace"),
    serviceAccount: () => required(textAt(resource, "service_account"), "service_account"),
    roleArn: () => required(nameAt(resource, "role_arn"), "role_arn"),
    targetRoleArn: () => nameAt(resource, "target_role_arn"),
    sessionTags: () => withTags(resource),
    policy: () => optionalDocumentAt(resource, `the session policy of ${resource.address}`, "policy"),
  });

function withTags(resource: Resource): boolean | UnknownValue {
  const disabled = flagAt(resource, "disable_session_tags") ?? false;
  return disabled instanceof UnknownValue ? disabled : !disabled;
}
