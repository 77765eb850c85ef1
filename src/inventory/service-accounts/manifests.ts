import { SERVICE_ACCOUNT_ANNOTATIONS, STS_AUDIENCE } from "../../aws";
import { itemsOf } from "../../terraform/manifests/list-items";
import type { Value } from "../../terraform/value";
import type { Resource } from "../../terraform/world";
import { yamlDocuments } from "../../terraform/yaml-documents";
import { hasUnknown } from "../../unknown/unknown-text";
import { UnknownValue, unknownBecauseOf } from "../../unknown/unknown-value";
import { homeOf } from "../cluster-home";
import type { ServiceAccount, UnreadManifest } from "../inventory";
import { clusterNameOf } from "../kubernetes";
import type { ResourceIndex } from "../resource-index";
import { type Block, isBlock, nameOrUnknown, required, type Text, textAt, textValue, unlessWrong } from "../values";
import { accountOf } from "./account";

/** An object that a manifest makes. */
export interface ManifestObject {
  readonly resource: Resource;
  readonly object: Block;
  /** Which one it is of several that its resource makes. */
  readonly place: string | undefined;
}

/** A kubernetes_manifest or kubectl_manifest. */
export interface Manifest {
  readonly resource: Resource;
  /** The objects that it makes, or why they are not known. */
  readonly made: readonly ManifestObject[] | UnknownValue;
}

/** Read once for all that asks: the text of each has to be parsed. */
export const manifestsIn = (resources: ResourceIndex): readonly Manifest[] =>
  resources
    .managed("kubernetes_manifest", "kubectl_manifest")
    .map((resource) => ({ resource, made: objectsOf(resource) }));

/** Service accounts that are written as Kubernetes manifests, and the manifests that are not read. */
export interface ManifestAccounts {
  readonly objects: readonly ManifestObject[];
  readonly accounts: readonly ServiceAccount[];
  readonly unread: readonly UnreadManifest[];
}

export function manifestAccounts(resources: ResourceIndex, manifests: readonly Manifest[]): ManifestAccounts {
  const objects: ManifestObject[] = [];
  const unread: UnreadManifest[] = [];
  for (const { resource, made } of manifests)
    if (made instanceof UnknownValue)
      unread.push({
        resource,
        why: made,
        cluster: clusterNameOf(resource),
        account: unlessWrong(() => homeOf(resources, resource).account),
        isFile: resources.stackOf(resource)?.kind === "manifests",
      });
    else objects.push(...made);
  return { objects, accounts: objects.flatMap((one) => serviceAccountIn(resources, one)), unread };
}

function objectsOf(resource: Resource): Manifest["made"] {
  const written = contentOf(resource);
  if (written instanceof UnknownValue) return written;
  return written
    .flatMap(objectsIn)
    .map((object, index, { length }) => ({ resource, object, place: length > 1 ? String(index) : undefined }));
}

function contentOf(resource: Resource): readonly Value[] | UnknownValue {
  const argument = resource.type === "kubectl_manifest" ? "yaml_body" : "manifest";
  const value = unlessWrong(() => resource.get(argument));
  if (value instanceof UnknownValue) return unknownBecauseOf(value, `its ${argument} is not known: ${value.reason}`);
  if (value === undefined) return new UnknownValue("not-read", `its ${argument} needs the account`);
  if (argument === "manifest") return [value];
  const text = textValue(value);
  const objects = typeof text === "string" ? yamlDocuments(text) : [];
  return objects ?? new UnknownValue("not-read", `its ${argument} is not YAML as far as it is known`);
}

/** An object, or those in a list of them. */
function objectsIn(value: Value): readonly Block[] {
  if (!isBlock(value)) return [];
  return itemsOf(value)?.flatMap(objectsIn) ?? [value];
}

const isOpen = (value: Value | undefined): boolean =>
  value instanceof UnknownValue || (typeof value === "string" && hasUnknown(value));

function serviceAccountIn(
  resources: ResourceIndex,
  { resource, object: { kind, metadata }, place }: ManifestObject,
): readonly ServiceAccount[] {
  const at = (...path: readonly string[]): Value | undefined => below(metadata, path);
  const role = nameOrUnknown(at("annotations", SERVICE_ACCOUNT_ANNOTATIONS.role));
  const unsure =
    kind !== "ServiceAccount" && isOpen(kind) && role !== undefined
      ? new UnknownValue("after-apply", "its kind is not known")
      : undefined;
  if (kind !== "ServiceAccount" && unsure === undefined) return [];
  const namespace = (): Text =>
    resource.type === "kubectl_manifest" ? textAt(resource, "override_namespace") : undefined;
  return [
    accountOf(resources, resource, {
      namespace: () => namespace() ?? nameOrUnknown(at("namespace")) ?? "default",
      name: () => required(nameOrUnknown(at("name")), "metadata.name"),
      roleArn: () => role,
      audience: () => textValue(at("annotations", SERVICE_ACCOUNT_ANNOTATIONS.audience)) ?? STS_AUDIENCE,
      place: () => place,
      unsure: () => unsure,
      assumed: () => undefined,
      chosenBy: () => undefined,
    }),
  ];
}

/** What is at `path` below `value`; an unknown value on the way is the answer. */
export function below(value: Value | undefined, path: readonly string[]): Value | undefined {
  let current = value;
  for (const step of path) {
    if (current instanceof UnknownValue) return current;
    if (typeof current === "string" && hasUnknown(current))
      return new UnknownValue("after-apply", "a part of the manifest is not known");
    if (!isBlock(current)) return undefined;
    current = Object.hasOwn(current, step) ? current[step] : undefined;
  }
  return current;
}
