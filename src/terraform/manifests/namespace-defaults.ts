import { hasUnknown } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import type { ManifestObject } from "./documents";
import { annotationsOf, type Defaults, metadataOf } from "./object-resource";

const OWNER = "services.k8s.aws/owner-account-id";
const REGION = "services.k8s.aws/default-region";

/**
 * The account and the region in which ACK works for the objects of a namespace, as annotations of the Namespace say. A
 * kustomization that sets a namespace gives the Namespace its name, too.
 * @see https://aws-controllers-k8s.github.io/community/docs/user-docs/cross-account-resource-management/
 * @see https://aws-controllers-k8s.github.io/community/docs/user-docs/multi-region-resource-management/
 */
export function namespaceDefaults(objects: readonly ManifestObject[]): (object: ManifestObject) => Defaults {
  const annotated = objects.filter(({ value }) => {
    const annotations = annotationsOf(value);
    return value.kind === "Namespace" && (annotations[OWNER] !== undefined || annotations[REGION] !== undefined);
  });
  const nameOf = ({ value, source }: ManifestObject) => source.namespace ?? metadataOf(value).name;
  return ({ value, source }) => {
    if (annotated.length === 0) return {};
    const namespace = source.namespace ?? metadataOf(value).namespace;
    const named = annotated.filter((one) => nameOf(one) === namespace);
    const open = annotated.some((one) => !isText(nameOf(one)));
    const [first, ...others] = named;
    if (!isText(namespace) || open || others.length > 0 || first?.indefinite)
      return { unsure: unsure("which annotations its Namespace has is not known") };
    if (first === undefined) return {};
    const { [OWNER]: owner = null, [REGION]: region = null } = annotationsOf(first.value);
    if (![owner, region].every((one) => one === null || isText(one)))
      return { unsure: unsure("what the annotations of its Namespace say is not known") };
    return {
      ...(typeof owner === "string" ? { account: owner } : {}),
      ...(typeof region === "string" ? { region } : {}),
    };
  };
}

const unsure = (reason: string): UnknownValue =>
  new UnknownValue("not-read", reason, { advice: "Give what is applied, as one file." });

const isText = (value: unknown): value is string => typeof value === "string" && !hasUnknown(value);
