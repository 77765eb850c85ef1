import { SERVICE_ACCOUNT_ANNOTATIONS, STS_AUDIENCE } from "../../aws";
import { lazy } from "../../collections/lazy";
import type { Value } from "../../terraform/value";
import type { Resource } from "../../terraform/world";
import { UnknownValue } from "../../unknown/unknown-value";
import { isBlock, isList, nameOrUnknown, type Text, textValue } from "../values";
import type { Makers } from "./account";
import type { ReleaseValues } from "./chart-values";

/** What is given a chart's values. */
export interface Given {
  readonly resource: Resource;
  /** As messages call what chooses the names that are not given. */
  readonly what: string;
  /** What the chart calls the service account at a place of its values that give it no name, where that is known. */
  byDefault?(place: string): string | undefined;
  /** Where it is installed. */
  namespace(): string | UnknownValue;
}

/** The service accounts that a chart annotates with a role as its values have it. */
export const annotatedAccounts = (values: ReleaseValues, given: Given): readonly Makers[] =>
  annotatedIn(values.known).flatMap((way) => annotatedAt(values, given, way));

/**
 * A name as values or what installs them have it; unknown where a chart's `tpl`, Argo CD or Flux puts something else there.
 * @see https://helm.sh/docs/howto/charts_tips_and_tricks/#using-the-tpl-function
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/build-environment/
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
 */
export function writtenName(value: Value | undefined): Text {
  const text = nameOrUnknown(value);
  return typeof text === "string" && /\{\{|\$\{|\$ARGOCD_/.test(text)
    ? new UnknownValue("not-read", `something is filled in for ${text}`)
    : text;
}

type Keys = readonly string[];

/** The ways to the maps of annotations that have the role's. */
function annotatedIn(value: Value, way: Keys = []): readonly Keys[] {
  if (isList(value)) return value.flatMap((one, index) => annotatedIn(one, [...way, String(index)]));
  if (!isBlock(value)) return [];
  if (Object.hasOwn(value, SERVICE_ACCOUNT_ANNOTATIONS.role)) return [way];
  return Object.entries(value).flatMap(([key, one]) => annotatedIn(one, [...way, key]));
}

/** What is set at `path`; unknown where something unknown may replace it, or set it. */
function at({ known, certain, open }: ReleaseValues, path: Keys): Value | undefined {
  const surely = below(certain, path);
  return surely === undefined && open ? open : (surely ?? below(known, path));
}

function below(value: Value, path: Keys): Value | undefined {
  const [step, ...rest] = path;
  if (step === undefined || value instanceof UnknownValue) return value;
  const next = isList(value)
    ? value[Number(step)]
    : isBlock(value) && Object.hasOwn(value, step)
      ? value[step]
      : undefined;
  return next === undefined ? undefined : below(next, rest);
}

/** Where a chart's values have the name of the service account that they annotate at `way`. */
interface Place {
  /** The map with `create` and `name`, or a manifest's metadata; undefined where nothing names it. */
  readonly holder: Keys | undefined;
  readonly name: Keys | undefined;
}

/**
 * By convention a map of a service account has `create`, `name` and `annotations`; annotations of anything else give
 * a name to nothing.
 * @see https://helm.sh/docs/chart_best_practices/rbac/#using-rbac-resources
 */
function placeOf(way: Keys): Place {
  const holder = way.slice(0, -1);
  const last = way.at(-1) ?? "";
  if (last === "annotations" && holder.some((key) => /service_?accounts?|^sa$/i.test(key)))
    return { holder, name: [...holder, "name"] };
  if (last === "annotations" && holder.at(-1) === "metadata") return { holder: undefined, name: [...holder, "name"] };
  if (/service_?account_?annotations/i.test(last))
    return { holder: undefined, name: [...holder, "serviceAccountName"] };
  return { holder: undefined, name: undefined };
}

function annotatedAt(
  values: ReleaseValues,
  { resource, what, namespace, byDefault }: Given,
  way: Keys,
): readonly Makers[] {
  const { holder, name: named } = placeOf(way);
  const create = holder && at(values, [...holder, "create"]);
  const role = writtenName(at(values, [...way, SERVICE_ACCOUNT_ANNOTATIONS.role]));
  const kind = way.at(-2) === "metadata" ? below(values.known, [...way.slice(0, -2), "kind"]) : "ServiceAccount";
  if (create === false || role === undefined || kind !== "ServiceAccount") return [];
  const name = lazy((): Text => (named && writtenName(at(values, named))) ?? (holder && byDefault?.(holder.join("."))));
  const chosen = new UnknownValue("not-read", `${what} chooses the name of its service account`, {
    advice: named ? `Set ${named.join(".")} in its values.` : "Set the name of its service account in its values.",
  });
  return [
    {
      namespace: () => namespaceIn(values, resource, way) ?? namespace(),
      name: () => name() ?? chosen,
      roleArn: () => role,
      audience: () => textValue(below(values.known, [...way, SERVICE_ACCOUNT_ANNOTATIONS.audience])) ?? STS_AUDIENCE,
      place: () => way.join("."),
      unsure: () => (create instanceof UnknownValue ? create : undefined),
      // what the chart makes of its values is in its templates, which are not read
      assumed: () =>
        `${what} makes the service account, and annotates it, as its values have it${values.open ? `; what is not read of them changes nothing of it: ${values.open.reason}` : ""}`,
      chosenBy: () => (name() === undefined ? what : undefined),
    },
  ];
}

/**
 * Whether `way` leads through an Application of Argo CD or a HelmRelease of Flux that a chart makes of its values.
 * @see https://github.com/argoproj/argo-helm/tree/main/charts/argocd-apps
 */
const isOfOther = (way: Keys): boolean =>
  way.some((key, index) => key === "valuesObject" || (key === "values" && /^(spec|helm)$/.test(way[index - 1] ?? "")));

/** The namespace that the values themselves give it, if any. */
function namespaceIn(values: ReleaseValues, resource: Resource, way: Keys): Text {
  if (textValue(below(values.known, ["namespaceOverride"])) !== undefined)
    return new UnknownValue("not-read", `namespaceOverride in the values of ${resource.address} may move it`);
  if (isOfOther(way))
    return new UnknownValue("not-read", `the values of ${resource.address} have it installed by another chart`);
  return way.at(-2) === "metadata" ? writtenName(at(values, [...way.slice(0, -1), "namespace"])) : undefined;
}
