import { unknownIn, type Value } from "../../terraform/value";
import { hasUnknown } from "../../unknown/unknown-text";
import { UnknownValue, unknownBecauseOf } from "../../unknown/unknown-value";
import { type Block, isBlock, isList, required, type Text, textAt } from "../values";
import { writtenName } from "./annotated-values";
import {
  blockOf,
  documentOf,
  mayAnnotate,
  mergedValues,
  type ReleaseValues,
  settingOf,
  unread,
  type Written,
} from "./chart-values";
import { below, type ManifestObject } from "./manifests";
import type { Release } from "./releases";

/** What an object has Argo CD or Flux install. */
export interface GitOps {
  readonly releases: readonly Release[];
  /** What is left of the object that was not read as values of a chart. */
  readonly rest: readonly Value[];
}

/** The charts that an object has Argo CD or Flux install in a cluster; undefined for any other object. */
export function gitOpsOf(one: ManifestObject): GitOps | undefined {
  const { apiVersion = null, kind = null } = one.object;
  if (typeof apiVersion !== "string") return undefined;
  if (kind === "Application" && apiVersion.startsWith("argoproj.io/")) return ofApplication(one);
  if (kind === "HelmRelease" && apiVersion.startsWith("helm.toolkit.fluxcd.io/")) return ofHelmRelease(one);
  return undefined;
}

/**
 * A source with `chart` or a path in Git, `helm` its values. Where there are `sources`, Argo CD ignores `source`.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/multiple_sources/
 */
function ofApplication(one: ManifestObject): GitOps {
  const { spec = null } = one.object;
  const many = below(spec, ["sources"]);
  const hasMany = many !== undefined && many !== null && !(isList(many) && many.length === 0);
  const sources = hasMany ? (isList(many) ? many : [many]) : [below(spec, ["source"]) ?? null];
  const cluster = notOwnCluster(below(spec, ["destination", "server"]), below(spec, ["destination", "name"]));
  const read = sources.map((source, index) =>
    ofSource(one, source, sources.length > 1 ? `sources.${index}` : undefined, cluster),
  );
  const { source: _, sources: __, ...rest } = isBlock(spec) ? spec : {};
  return { releases: read.flatMap(({ releases }) => releases), rest: [rest, ...read.flatMap((each) => each.rest)] };
}

function ofSource(
  one: ManifestObject,
  source: Value,
  at: string | undefined,
  cluster: UnknownValue | undefined,
): GitOps {
  const helm = below(source, ["helm"]);
  if (helm === undefined || helm === null) return { releases: [], rest: [source] };
  const values = mergedValues(writtenIn(helm));
  const { values: _, valuesObject, parameters: __, ...others } = isBlock(helm) ? helm : {};
  const { helm: ___, ...rest } = isBlock(source) ? source : {};
  const release: Release = {
    resource: one.resource,
    values,
    unread: values.open ?? partNotKnown(valuesObject ?? null),
    place: placeOf(one.place, at),
    unsure: cluster ?? skipped(below(one.object.metadata, ["annotations", "argocd.argoproj.io/skip-reconcile"])),
    elsewhere: cluster,
    until: isSynced(one.object) ? undefined : "which somebody has to sync",
    chart: () => writtenName(below(source, ["chart"])),
    namespace: () => namespaceOf(one.object, writtenName(below(helm, ["namespace"]))),
  };
  return { releases: [release], rest: [rest, others, notReadIn(values, writtenIn(helm))] };
}

/**
 * Whether Argo CD installs it by itself. Without a policy of its own, each change waits for somebody.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/
 */
function isSynced({ spec = null }: Block): boolean {
  const automated = below(spec, ["syncPolicy", "automated"]);
  return automated !== undefined && isBlock(automated) && automated.enabled !== false;
}

/**
 * Only its own cluster is the one that the object is in.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
 */
function notOwnCluster(server: Value | undefined, name: Value | undefined): UnknownValue | undefined {
  const isOwnServer = typeof server === "string" && /^https:\/\/kubernetes\.default\.svc\/*$/.test(server);
  if ((isOwnServer && !name) || (!server && name === "in-cluster")) return undefined;
  return new UnknownValue("not-read", "its destination is a cluster that only Argo CD knows", {
    advice: "Review it by hand, or give the service accounts of that cluster with --manifests.",
  });
}

/** @see https://argo-cd.readthedocs.io/en/stable/user-guide/skip_reconcile/ */
const skipped = (value: Value | undefined): UnknownValue | undefined =>
  value === undefined || value === null || value === "false"
    ? undefined
    : value instanceof UnknownValue
      ? value
      : new UnknownValue("not-read", "it is skipped: Argo CD neither installs nor changes it");

/** Where its destination and its templates name two namespaces, the chart decides which one an object is in. */
function namespaceOf({ spec = null }: Block, templated: Text): string | UnknownValue {
  const namespace = required(writtenName(below(spec, ["destination", "namespace"])), "destination.namespace");
  return templated === undefined || templated === namespace
    ? namespace
    : new UnknownValue("not-read", "helm.namespace is another namespace than destination.namespace");
}

/**
 * `valuesObject` has `values` ignored; files lie under both, and parameters over them.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/helm/#helm-value-precedence
 */
function writtenIn(helm: Value): readonly Written[] {
  if (!isBlock(helm)) return [unread(asUnknown(helm, "its source"))];
  const { valueFiles = null, values = null, valuesObject = null, parameters = null, fileParameters = null } = helm;
  return [
    ...(isSet(valueFiles) ? [elsewhereIn("valueFiles")] : []),
    valuesObject === null ? documentOf(values) : blockOf(valuesObject),
    ...settings(parameters, "parameters"),
    ...(isSet(fileParameters) ? [elsewhereIn("fileParameters")] : []),
  ];
}

function settings(value: Value, what: string): readonly Written[] {
  if (value === null) return [];
  if (!isList(value)) return [unread(asUnknown(value, what))];
  // --set-string comes after --set, whatever their order
  const forced = (one: Value): boolean => isBlock(one) && one.forceString === true;
  return [...value.filter((one) => !forced(one)), ...value.filter(forced)].map((one) =>
    settingOf(isBlock(one) ? { value: "", ...one, type: forced(one) ? "string" : null } : one, what),
  );
}

/**
 * `values` are merged over those of other objects.
 * @see https://fluxcd.io/flux/components/helm/helmreleases/#values
 */
function ofHelmRelease({ resource, object, place }: ManifestObject): GitOps {
  const { spec = null } = object;
  const at = (...path: readonly string[]): Value => below(spec, path) ?? null;
  const written = [
    ...(["valuesFile", "valuesFiles"].some((name) => isSet(at("chart", "spec", name)))
      ? [elsewhereIn("valuesFiles")]
      : []),
    // a chart of its own object has files of values there
    ...(at("chartRef", "kind") === "HelmChart" ? [elsewhereIn("chartRef's values")] : []),
    ...(isSet(at("valuesFrom")) ? [elsewhereIn("valuesFrom")] : []),
    blockOf(at("values")),
  ];
  const values = mergedValues(written);
  const elsewhere = at("kubeConfig") === null ? undefined : REMOTE;
  const { values: _, ...rest } = isBlock(spec) ? spec : {};
  const own = (): Text => (resource.type === "kubectl_manifest" ? textAt(resource, "override_namespace") : undefined);
  const release: Release = {
    resource,
    values,
    unread: values.open ?? partNotKnown(at("values")),
    place: placeOf(place),
    unsure: elsewhere ?? suspended(at("suspend")) ?? rendered(at("postRenderers")),
    elsewhere,
    until: undefined,
    chart: () => writtenName(at("chart", "spec", "chart")),
    namespace: () =>
      writtenName(at("targetNamespace")) ?? own() ?? writtenName(below(object.metadata, ["namespace"])) ?? "default",
  };
  return { releases: [release], rest: [rest, notReadIn(values, written)] };
}

const REMOTE = new UnknownValue("not-read", "its kubeConfig is of a cluster that only Flux knows", {
  advice: "Review it by hand, or give the service accounts of that cluster with --manifests.",
});

const suspended = (value: Value): UnknownValue | undefined =>
  value === null || value === false
    ? undefined
    : value instanceof UnknownValue
      ? value
      : new UnknownValue("not-read", "it is suspended: Flux neither installs nor changes it");

/**
 * What Kustomize makes of a chart's objects before they are installed, other than of their images: patches may give a service
 * account another role.
 * @see https://pkg.go.dev/github.com/fluxcd/helm-controller/api/v2#Kustomize
 */
function rendered(value: Value): UnknownValue | undefined {
  if (value === null || value instanceof UnknownValue) return value ?? undefined;
  const ofImages = (one: Value): boolean => isBlock(one) && isOnly(one, "kustomize") && isOnly(one.kustomize, "images");
  return isList(value) && value.every(ofImages)
    ? undefined
    : new UnknownValue("not-read", "its postRenderers may change what its chart makes");
}

const isOnly = (value: Value | undefined, name: string): boolean =>
  value !== undefined && isBlock(value) && Object.entries(value).every(([key, one]) => key === name || one === null);

/** Texts that have objects or values of their own, and values that are no YAML. */
const notReadIn = (values: ReleaseValues, written: readonly Written[]): Value => [
  ...leavesOf(values.known),
  ...written.flatMap(({ text, read }) =>
    text !== undefined && mayAnnotate(text) && read() instanceof UnknownValue ? [text] : [],
  ),
];

const leavesOf = (value: Value): readonly string[] =>
  typeof value === "string"
    ? [value]
    : isList(value)
      ? value.flatMap(leavesOf)
      : isBlock(value)
        ? Object.values(value).flatMap(leavesOf)
        : [];

/** Why a part of values is not known, which may be that of a service account. */
function partNotKnown(value: Value): UnknownValue | undefined {
  const part = unknownIn(value);
  return part && unknownBecauseOf(part, `a part of its values is not known: ${part.reason}`);
}

const placeOf = (...parts: readonly (string | undefined)[]): string | undefined =>
  parts.filter((part) => part !== undefined).join(".") || undefined;

const isSet = (value: Value): boolean => value !== null && !(isList(value) && value.length === 0);

const elsewhereIn = (name: string): Written =>
  unread(new UnknownValue("not-read", `its ${name} are elsewhere, and not read`));

const asUnknown = (value: Value, what: string): UnknownValue =>
  value instanceof UnknownValue
    ? value
    : new UnknownValue(
        "not-read",
        `${what} ${typeof value === "string" && hasUnknown(value) ? "is not known" : "is not what Argo CD takes"}`,
      );
