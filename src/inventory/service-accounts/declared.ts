import { SERVICE_ACCOUNT_ANNOTATIONS, STS_AUDIENCE } from "../../aws";
import type { Resource } from "../../terraform/world";
import { UnknownValue } from "../../unknown/unknown-value";
import type { ServiceAccount } from "../inventory";
import { namespaceOf } from "../kubernetes";
import type { ResourceIndex } from "../resource-index";
import { nameAt, type Path, required, textAt } from "../values";
import { accountOf } from "./account";

/** Service accounts that a resource of their own makes. */
export const declaredAccounts = (resources: ResourceIndex): readonly ServiceAccount[] => [
  ...resources
    .managed("kubernetes_service_account", "kubernetes_service_account_v1")
    .filter((resource) => !isAnnotatedElsewhere(resource))
    .map((resource) =>
      declared(resources, resource, () => required(textAt(resource, "metadata", 0, "name"), "metadata.name")),
    ),
  ...resources
    .managed("kubernetes_default_service_account", "kubernetes_default_service_account_v1")
    .map((resource) => declared(resources, resource, () => "default")),
  ...resources.managed("kubernetes_annotations").flatMap((resource) => annotatedLater(resources, resource)),
];

const METADATA = ["metadata", 0, "annotations"] as const;

/**
 * Whether its annotations are left to something else, which may name a role: then it is not known to have none.
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes
 */
const isAnnotatedElsewhere = (resource: Resource): boolean =>
  nameAt(resource, ...METADATA, SERVICE_ACCOUNT_ANNOTATIONS.role) === undefined &&
  [resource.get("lifecycle", 0, "ignore_changes")]
    .flat()
    .some((one) => typeof one === "string" && /annotations|^(\$\{)?(all|metadata(\[0\])?)\}?$/.test(one));

const declared = (
  resources: ResourceIndex,
  resource: Resource,
  name: () => string | UnknownValue,
  annotations: Path = METADATA,
  unsure?: UnknownValue,
): ServiceAccount =>
  accountOf(resources, resource, {
    namespace: () => namespaceOf(resource),
    name,
    roleArn: () => nameAt(resource, ...annotations, SERVICE_ACCOUNT_ANNOTATIONS.role),
    audience: () => textAt(resource, ...annotations, SERVICE_ACCOUNT_ANNOTATIONS.audience) ?? STS_AUDIENCE,
    place: () => undefined,
    unsure: () => unsure,
    assumed: () => undefined,
    chosenBy: () => undefined,
  });

/**
 * An aws_iam_role that a service account which something else has made is annotated with.
 * @see https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/annotations
 */
function annotatedLater(resources: ResourceIndex, resource: Resource): readonly ServiceAccount[] {
  const kind = textAt(resource, "kind");
  if (typeof kind === "string" && kind !== "ServiceAccount") return [];
  if (nameAt(resource, "annotations", SERVICE_ACCOUNT_ANNOTATIONS.role) === undefined) return [];
  const name = () => required(textAt(resource, "metadata", 0, "name"), "metadata.name");
  const unsure = kind instanceof UnknownValue ? kind : undefined;
  return [declared(resources, resource, name, ["annotations"], unsure)];
}
