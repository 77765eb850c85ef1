import { SERVICE_ACCOUNT_ANNOTATIONS, STS_AUDIENCE } from "../../aws";
import type { Resource } from "../../terraform/world";
import { UnknownValue } from "../../unknown/unknown-value";
import type { ServiceAccount } from "../inventory";
import { namespaceOf } from "../kubernetes";
import { twoWriters } from "../refusals";
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

const KEYS: readonly string[] = [SERVICE_ACCOUNT_ANNOTATIONS.role, SERVICE_ACCOUNT_ANNOTATIONS.audience];

/** What `ignore_changes` may say of annotations: all of them, or one by its key. */
const IGNORED = /^(?:\$\{)?\s*(?:all|metadata(?:\[0\]|\.0)?(?:\.annotations)?|annotations)(?:\["([^"]*)"\])?\s*\}?$/;

const ignores = (resource: Resource): boolean =>
  [resource.get("lifecycle", 0, "ignore_changes")].flat().some((one) => {
    const [about, key = KEYS[0]] = (typeof one === "string" && IGNORED.exec(one)) || [];
    return about !== undefined && key !== undefined && KEYS.includes(key);
  });

/** Why the annotations that are written are perhaps not those of the service account: something else may write them. */
function leftToOthers(resource: Resource): UnknownValue | undefined {
  return ignores(resource)
    ? new UnknownValue("not-read", "it ignores changes of its annotations, so the cluster may hold others", {
        advice: "Let Terraform manage them.",
      })
    : undefined;
}

/**
 * Whether its annotations are left to something else, which may name a role: then it is not known to have none.
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes
 */
const isAnnotatedElsewhere = (resource: Resource): boolean =>
  nameAt(resource, ...METADATA, SERVICE_ACCOUNT_ANNOTATIONS.role) === undefined && ignores(resource);

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
    unsure: () => unsure ?? leftToOthers(resource) ?? audienceElsewhere(resources, resource),
    assumed: () => undefined,
    chosenBy: () => undefined,
  });

/** Another resource that gives the service account of `made` an audience, and no role, which would make another account of it. */
function audienceElsewhere(resources: ResourceIndex, made: Resource): UnknownValue | undefined {
  const named = (resource: Resource) => [namespaceOf(resource), textAt(resource, "metadata", 0, "name")];
  const [namespace, name] = named(made);
  const other = resources
    .managed("kubernetes_annotations")
    .filter((one) => one !== made && one.clusterName === made.clusterName)
    .find((one) => {
      if (nameAt(one, "annotations", SERVICE_ACCOUNT_ANNOTATIONS.audience) === undefined) return false;
      const [itsNamespace, itsName] = named(one);
      return itsNamespace === namespace && itsName === name;
    });
  return other && twoWriters(made, other, "its annotations");
}

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
