import { type Attributes, nameAttribute, type ResourceFacts, textSet, unknownUntilApply } from "./resource-facts";

const nameOf = (subject: ResourceFacts): string =>
  textSet(subject, "metadata", 0, "name") ?? unknownUntilApply(subject, "metadata[0].name");

/** The id of an object in a namespace. */
const inNamespace: Attributes = {
  id: (subject) => `${textSet(subject, "metadata", 0, "namespace") ?? "default"}/${nameOf(subject)}`,
};

const namespace: Attributes = { id: nameOf };

const releaseNamespace = (subject: ResourceFacts): string => textSet(subject, "namespace") ?? "default";

const release: Attributes = {
  id: (subject) => nameAttribute(subject, "name"),
  namespace: releaseNamespace,
  metadata: (subject) => [{ name: nameAttribute(subject, "name"), namespace: releaseNamespace(subject) }],
};

/**
 * What the Kubernetes and Helm providers compute of names.
 * @see https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/namespace_v1
 * @see https://registry.terraform.io/providers/hashicorp/helm/latest/docs/resources/release
 */
export const KUBERNETES: Readonly<Record<string, Attributes>> = {
  kubernetes_namespace: namespace,
  kubernetes_namespace_v1: namespace,
  kubernetes_service_account: inNamespace,
  kubernetes_service_account_v1: inNamespace,
  kubernetes_manifest: { object: (subject) => subject.set("manifest") },
  helm_release: release,
};
