import { lazy } from "../../collections/lazy";
import {
  after,
  type Candidates,
  type Choice,
  type Chosen,
  type Context,
  conditionsOf,
  type Glob,
  glob,
  keysWith,
  literal,
  matches,
  NO,
  OPEN,
  type Policy,
  patternsOn,
  type Values,
  variablesOf,
  witnessesOf,
} from "../../iam";
import { hasUnknown, isUnknownPart, readable, unknownText } from "../../unknown/unknown-text";
import { contextOf, type EksTag, type EksTags, principalTags, requestTags } from "../requests/context";
import type { AccessPath, Difference, Pod } from "./access-path";
import type { ProtectedChain } from "./protected-chain";

export const PARTS: readonly Difference[] = ["cluster", "namespace", "serviceAccount"];
export const FRESH: Readonly<Record<Difference, string>> = {
  cluster: "other-cluster",
  namespace: "other-namespace",
  serviceAccount: "other-sa",
};

/** The choices that a pod's names are, all of them names that Kubernetes and EKS take. */
export function podChoices(
  path: AccessPath,
  region: string | undefined,
  targetArn: string,
  order: readonly Difference[],
): { readonly choices: readonly Choice[]; readonly tags: (chosen: Chosen) => EksTags } {
  const prefix = `arn:${path.partition}:eks:${region ?? unknownText("the cluster's region")}:${path.account}:cluster/`;
  const tags = (chosen: Chosen): EksTags => {
    const part = (name: string): Values => (chosen.has(name) ? [chosen.get(name) as Glob] : OPEN);
    const cluster = chosen.get("cluster");
    return {
      "eks-cluster-arn": cluster ? [literal(prefix + cluster.tokens.join(""))] : OPEN,
      "eks-cluster-name": part("cluster"),
      "kubernetes-namespace": part("namespace"),
      "kubernetes-service-account": part("serviceAccount"),
      "kubernetes-pod-name": part("kubernetes-pod-name"),
      "kubernetes-pod-uid": part("kubernetes-pod-uid"),
    };
  };
  const conditions = conditionsOf(path.policies);
  const context = (chosen: Chosen): Context => {
    const all = tags(chosen);
    return contextOf(requestTags(all), principalTags(all, undefined));
  };
  const choice = (name: string, of: readonly EksTag[], mine: readonly string[], fresh: string): Choice => {
    const keys = of.flatMap((tag) => [`aws:requesttag/${tag}`, `aws:principaltag/${tag}`]);
    const named = [...mine, ...namesInTarget(path.policies, keys, targetArn)].map(literal);
    return {
      name,
      values: (chosen) => {
        const within = context(chosen);
        const patterns = patternsOn(conditions, keys.slice(0, 2), within).flatMap((pattern) =>
          of.length > 1 ? after(pattern, literal(prefix)) : [pattern],
        );
        const plain = of.length > 1 ? patternsOn(conditions, keys.slice(2), within) : [];
        const { values, complete } = witnessesOf([...patterns, ...plain, ...named].filter(isOfNames), fresh);
        return { values: (name === "cluster" ? values : values.map(lowered)).filter(isOfNames), complete };
      },
    };
  };
  const TAGS: Readonly<Record<Difference, readonly EksTag[]>> = {
    cluster: ["eks-cluster-arn", "eks-cluster-name"],
    namespace: ["kubernetes-namespace"],
    serviceAccount: ["kubernetes-service-account"],
  };
  const choices = order.map((part) =>
    choice(
      part,
      TAGS[part],
      path.own.map((one) => one[part]),
      FRESH[part],
    ),
  );
  for (const tag of ["kubernetes-pod-name", "kubernetes-pod-uid"] as const)
    if (keysWith(path.policies, "aws:").some((key) => key.endsWith(`/${tag}`)))
      choices.push(choice(tag, [tag], [], "pod-x"));
  return { choices, tags };
}

/** Names that a variable in a Resource must have for it to be the target role. */
function namesInTarget(policies: readonly Policy[], keys: readonly string[], targetArn: string): readonly string[] {
  return policies.flatMap(({ statements }) =>
    statements.flatMap(({ resources }) =>
      (resources?.of ?? []).flatMap((text) => {
        if (!variablesOf(text).some((key) => keys.includes(key))) return [];
        const [before = "", behind = ""] = text.text.split(/\$\{[^}]*\}/);
        return targetArn.startsWith(before) && targetArn.endsWith(behind)
          ? [targetArn.slice(before.length, targetArn.length - behind.length)]
          : [];
      }),
    ),
  );
}

/**
 * Names of namespaces and service accounts are in lower case.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
const lowered = (name: Glob): Glob => (name.plain === undefined ? name : literal(name.plain.toLowerCase()));

/** No name of a cluster, a namespace or a service account is empty, or holds a colon or a slash: a pattern that wants that matches none. */
const isOfNames = ({ tokens }: Glob): boolean => tokens.length > 0 && !tokens.includes(":") && !tokens.includes("/");

/** The choice without the chain's own value. */
export const differingFrom = ({ name, values }: Choice, own: string): Choice => ({
  name,
  values: (chosen): Candidates => {
    const candidates = values(chosen);
    return { ...candidates, values: candidates.values.filter((one) => one?.tokens.join("") !== own) };
  },
});

export function isOneOf(pods: readonly Pod[], chosen: Chosen): boolean {
  if (!PARTS.every((part) => chosen.has(part))) return false;
  return pods.some((pod) => PARTS.every((part) => chosen.get(part)?.tokens.join("") === pod[part]));
}

/**
 * Whether a pod that differs from `pods` may still be one of them, since a name of either is not known: where policies name
 * it. Of names that they do not, there is always another.
 */
export function mayBeOneOf(pods: readonly Pod[], policies: readonly Policy[]): (pod: Pod) => boolean {
  const named = lazy(
    () =>
      new Set(conditionsOf(policies).flatMap(({ values }) => values.flatMap(({ text }) => [text, ...text.split("/")]))),
  );
  const mayBe = (own: string, name: string): boolean =>
    own === name ||
    (((hasUnknown(own) && named().has(name)) || hasUnknown(name)) && matches(literal(own), literal(name)) !== NO);
  return (pod) => pods.some((own) => PARTS.every((part) => mayBe(own[part], pod[part])));
}

export function differs(
  name: Glob | undefined,
  own: readonly Pod[],
  mayBeSame: boolean,
  chain: Pod,
  difference: Difference,
): boolean {
  const text = name?.tokens.join("") ?? "";
  if (own.some((pod) => text === PARTS.map((part) => pod[part]).join("/"))) return false;
  return mayBeSame || text.split("/")[PARTS.indexOf(difference)] !== chain[difference];
}

export const podNamed = (chosen: Chosen): Pod => {
  const name = (part: Difference) => chosen.get(part)?.tokens.join("") ?? "";
  return { cluster: name("cluster"), namespace: name("namespace"), serviceAccount: name("serviceAccount") };
};

export function filled({ chain }: ProtectedChain, difference: Difference, chosen: Chosen | undefined): Pod {
  const name = (part: Difference): string => {
    const value = chosen?.get(part);
    return value ? readable(value.tokens.join("")) : part === difference ? FRESH[part] : chain[part];
  };
  return { cluster: name("cluster"), namespace: name("namespace"), serviceAccount: name("serviceAccount") };
}

/** Patterns that distinguish names by the parts they share with `pods`; needed only beside other wildcards. */
export function aroundPods(pods: readonly Partial<Pod>[], separator: string, wanted: readonly Glob[]): readonly Glob[] {
  const whole = (pod: Partial<Pod>) => PARTS.flatMap((part) => (pod[part] === undefined ? [] : [pod[part] ?? ""]));
  const literals = pods.map((pod) => literal(whole(pod).join(separator)));
  if (wanted.every((pattern) => pattern.tokens.every((token) => token.length === 1 || isUnknownPart(token))))
    return literals;
  return [
    ...literals,
    ...pods.flatMap((pod) =>
      whole(pod).map((name, index, all) => glob(all.map((_, i) => (i === index ? name : "*")).join(separator))),
    ),
  ];
}
