import { parseArn } from "../../aws";
import {
  after,
  all,
  and,
  type Candidates,
  type Choice,
  type Chosen,
  type Context,
  conditionsOf,
  type Glob,
  glob,
  keysWith,
  literal,
  MAYBE,
  NO,
  OPEN,
  type Policy,
  patternsOn,
  type Request,
  type Shape,
  search,
  type Truth,
  type Values,
  variablesOf,
  witnessesOf,
  YES,
} from "../../iam";
import { isUnknownPart, readable, unknownText } from "../../unknown/unknown-text";
import type { PodIdentityChain } from "../chains";
import type { ProofContext, ReadDocument } from "../proof-context";
import {
  ABSENT,
  contextOf,
  type EksTag,
  type EksTags,
  principalTags,
  requestTags,
  sessionCallerOf,
  withoutOtherTags,
} from "../requests/context";
import { callerAllowed, trustAllows } from "../requests/decide";
import { EKS_SERVICE, eksContext, sessionOf } from "../requests/pod-session";
import { leavesAccount } from "./accepted-callers";
import { type AccessPath, type Difference, ownIn, type Pod } from "./access-path";
import { type Attempt, better, FAILS } from "./attempt";
import { policiesOf, UNSEEN_TRUST } from "./callers";
import { confinementFails } from "./confinement";
import { sideOf } from "./entrances";
import type { Guard } from "./guards";
import type { ProtectedChain } from "./protected-chain";
import { secondHopContext } from "./second-hop";

export const PARTS: readonly Difference[] = ["cluster", "namespace", "serviceAccount"];
export const FRESH: Readonly<Record<Difference, string>> = {
  cluster: "other-cluster",
  namespace: "other-namespace",
  serviceAccount: "other-sa",
};

/** The pods of a chain's peers that EKS gives credentials to. */
export const podsOf = ({ peers }: ProtectedChain): readonly PodIdentityChain[] =>
  peers.filter((peer): peer is PodIdentityChain => peer.mechanism === "pod-identity");

/** How EKS would get a pod through `guard`; undefined where the chain's cluster is not known. */
export function accessPathOf(proof: ProofContext, chain: ProtectedChain, guard: Guard): AccessPath | undefined {
  const { chain: own, primaryArn, targetArn } = chain;
  const isFirst = guard.document.kind === (primaryArn === undefined ? "final" : "primary");
  const over = [...(proof.scps ?? []), ...proof.rcps];
  if (own.mechanism === "irsa" || !isFirst) {
    const arn = parseArn(targetArn);
    const isOwnAccount = own.mechanism === "irsa" && own.account === guard.document.owner;
    return {
      kind: "other",
      firstArn: targetArn,
      guard,
      target: undefined,
      side: { identity: [], guardrails: [] },
      policies: policiesOf([guard.document.reading, ...over]),
      account: guard.document.owner,
      region: own.region ?? undefined,
      partition: arn?.partition ?? "aws",
      own: isOwnAccount ? [own] : [],
    };
  }
  const session = sessionOf(own.associations[0]);
  if (!session) return undefined;
  const { pod } = session;
  const side = primaryArn === undefined ? { identity: [], guardrails: [] } : sideOf(proof, chain.primary);
  const target = primaryArn === undefined ? undefined : (chain.targetTrust ?? UNSEEN_TRUST);
  return {
    kind: "own",
    firstArn: primaryArn ?? targetArn,
    guard,
    target,
    side,
    policies: policiesOf([guard.document.reading, target, ...side.identity, ...side.guardrails, ...over]),
    account: pod.account,
    region: pod.region,
    partition: pod.partition,
    own: podsOf(chain),
  };
}

/** A pod with another name, by an association with the same roles that is not in the world. */
export function podIntruder(proof: ProofContext, chain: ProtectedChain, guard: Guard, difference: Difference): Attempt {
  const path = accessPathOf(proof, chain, guard);
  if (!path) return { truth: MAYBE };
  if (!leavesAccount(chain.accepted, path.account)) return FAILS;
  const regions = [path.region, ...(difference === "cluster" ? otherRegions(path) : [])];
  return regions
    .flatMap((region) => [
      withTags(proof, chain, path, difference, region),
      withoutTags(proof, chain, path, difference, region),
    ])
    .reduce(better, FAILS);
}

/** Regions that the policies name in ARNs of clusters and in ExternalIds, and one that they do not. */
export function otherRegions({ policies, region, partition }: AccessPath): readonly string[] {
  if (region === undefined) return [];
  const named = conditionsOf(policies).flatMap(({ values }) =>
    values.flatMap(({ text }) => /^(?:arn:[^:]*:eks:)?([a-z]+(?:-[a-z]+)+-\d+)[:/]/.exec(text)?.[1] ?? []),
  );
  const fresh = partition === "aws" ? ["eu-west-3", "us-east-2"] : [`${region.replace(/\d+$/, "")}9`];
  const other = fresh.find((one) => one !== region && !named.includes(one));
  return [...new Set([...named, ...(other ? [other] : [])])].filter((one) => one !== region);
}

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
  const context = (chosen: Chosen): Context =>
    contextOf(requestTags(tags(chosen)), principalTags(tags(chosen), undefined));
  const choice = (name: string, of: readonly EksTag[], mine: readonly string[], fresh: string): Choice => ({
    name,
    values: (chosen) => {
      const keys = of.flatMap((tag) => [`aws:requesttag/${tag}`, `aws:principaltag/${tag}`]);
      const patterns = patternsOn(conditions, keys.slice(0, 2), context(chosen)).flatMap((pattern) =>
        of.length > 1 ? after(pattern, literal(prefix)) : [pattern],
      );
      const plain = of.length > 1 ? patternsOn(conditions, keys.slice(2), context(chosen)) : [];
      const inTarget = namesInTarget(path.policies, keys, targetArn);
      const { values, complete } = witnessesOf(
        [...patterns, ...plain, ...[...mine, ...inTarget].map(literal)].filter(isOfNames),
        fresh,
      );
      return { values: (name === "cluster" ? values : values.map(lowered)).filter(isOfNames), complete };
    },
  });
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

function withTags(
  proof: ProofContext,
  chain: ProtectedChain,
  path: AccessPath,
  difference: Difference,
  region: string | undefined,
): Attempt {
  const elsewhere = region !== path.region;
  const order = [difference, ...PARTS.filter((part) => part !== difference)];
  const { choices, tags } = podChoices(path, region, chain.targetArn, order);
  const own = ownIn(path, region);
  const mayBeSame = elsewhere || (path.kind === "other" && difference === "cluster");
  const differing = choices.map((one) =>
    one.name === difference && !mayBeSame ? differingFrom(one, chain.chain[difference]) : one,
  );
  const test = (chosen: Chosen): Truth => {
    if (isOneOf(own, chosen)) return NO;
    return bothHops(proof, chain, path, tags(chosen), externalIdWith(path, region, chosen), region);
  };
  const carried = (chosen: Chosen): boolean =>
    path.kind === "own" &&
    !confinementFails(proof, chain, path, difference, { tags: tags(chosen), pod: named(chosen), region });
  return attempts(differing, test, carried, (chosen) => ({
    ...filled(chain, difference, chosen),
    sessionTags: true,
    ...(elsewhere ? { region } : {}),
    account: path.account,
    role: readable(path.firstArn),
  }));
}

/** First whether somebody gets in whom no assumption carries, then whether somebody does at all. */
function attempts(
  choices: readonly Choice[],
  test: (chosen: Chosen) => Truth,
  carried: (chosen: Chosen) => boolean,
  witness: (chosen: Chosen | undefined) => NonNullable<Attempt["witness"]>,
): Attempt {
  const who = "a pod by an association that is not in the Terraform";
  const complete = (chosen: Chosen) => choices.every(({ name }) => chosen.has(name));
  let some = false;
  const uncarried = search(choices, (chosen) => {
    const truth = test(chosen);
    if (truth === NO) return NO;
    if (!complete(chosen)) return MAYBE;
    const isCarried = carried(chosen);
    some ||= isCarried;
    return isCarried ? NO : truth;
  });
  if (uncarried.truth === NO && !some) return FAILS;
  if (uncarried.truth === YES)
    return { truth: YES, who, actions: ["sts:AssumeRole"], witness: witness(uncarried.chosen) };
  const { truth, chosen } = search(choices, test);
  if (truth === NO) return FAILS;
  const attempt = { truth, who, actions: ["sts:AssumeRole"], witness: witness(chosen) };
  return truth === YES && uncarried.truth === NO
    ? { ...attempt, assumption: "association-admins" }
    : { ...attempt, truth: uncarried.truth === MAYBE ? MAYBE : truth };
}

/**
 * Names of namespaces and service accounts are in lower case.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
const lowered = (name: Glob): Glob => (name.plain === undefined ? name : literal(name.plain.toLowerCase()));

/** No name of a cluster, a namespace or a service account is empty, or holds a colon or a slash: a pattern that wants that matches none. */
export const isOfNames = ({ tokens }: Glob): boolean =>
  tokens.length > 0 && !tokens.includes(":") && !tokens.includes("/");

/** The choice without the chain's own value. */
const differingFrom = ({ name, values }: Choice, own: string): Choice => ({
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

const named = (chosen: Chosen): Pod => {
  const name = (part: Difference) => chosen.get(part)?.tokens.join("") ?? "";
  return { cluster: name("cluster"), namespace: name("namespace"), serviceAccount: name("serviceAccount") };
};

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

function filled({ chain }: ProtectedChain, difference: Difference, chosen: Chosen | undefined): Pod {
  const name = (part: Difference): string => {
    const value = chosen?.get(part);
    return value ? readable(value.tokens.join("")) : part === difference ? FRESH[part] : chain[part];
  };
  return { cluster: name("cluster"), namespace: name("namespace"), serviceAccount: name("serviceAccount") };
}

/** Whether EKS sends an ExternalId with tags on is not known; if so it is this pod's own. */
function externalIdWith({ account }: AccessPath, region: string | undefined, chosen: Chosen): Glob | undefined {
  if (!region || !PARTS.every((part) => chosen.has(part))) return undefined;
  return literal([region, account, ...PARTS.map((part) => chosen.get(part)?.tokens.join("") ?? "")].join("/"));
}

/** EKS's own call for the first role. `tags` undefined with tags off. */
export function firstHop(
  proof: ProofContext,
  { guard, firstArn, account }: AccessPath,
  tags: EksTags | undefined,
): Truth {
  const actions = tags ? ["sts:assumerole", "sts:tagsession"] : ["sts:assumerole"];
  const context = withoutOtherTags(eksContext(proof, guard.document.reading, account, tags));
  return all(actions, (action) =>
    trustAllows(proof, action === "sts:assumerole" ? guard.reading : guard.document.reading, {
      action: literal(action),
      resource: literal(firstArn),
      caller: { kind: "service", name: EKS_SERVICE },
      context,
    }),
  );
}

/** Both calls that EKS makes. */
function bothHops(
  proof: ProofContext,
  chain: ProtectedChain,
  path: AccessPath,
  tags: EksTags | undefined,
  externalId: Glob | undefined,
  region: string | undefined,
): Truth {
  const trusted = firstHop(proof, path, tags);
  if (trusted === NO || path.target === undefined) return trusted;
  return and(trusted, secondHop(proof, chain, path, path.target, tags, externalId, region));
}

function secondHop(
  proof: ProofContext,
  chain: ProtectedChain,
  path: AccessPath,
  target: ReadDocument,
  tags: EksTags | undefined,
  externalId: Glob | undefined,
  region: string | undefined,
): Truth {
  const actions = tags ? ["sts:assumerole", "sts:tagsession"] : ["sts:assumerole"];
  const ask = (sent: Values): Truth =>
    all(actions, (action) => {
      const request: Request = {
        action: literal(action),
        resource: literal(chain.targetArn),
        caller: sessionCallerOf(path.firstArn),
        context: secondHopContext(
          proof,
          chain,
          path.firstArn,
          tags,
          action === "sts:tagsession" ? ABSENT : sent,
          region,
        ),
      };
      const sameAccount = chain.targetAccount === chain.primary?.account;
      return and(
        trustAllows(proof, target, request),
        callerAllowed(proof, path.side, request, sameAccount ? target : undefined),
      );
    });
  if (!tags) return ask(externalId ? [externalId] : OPEN);
  const [withId, without] = [ask(externalId ? [externalId] : OPEN), ask(ABSENT)];
  return withId === without ? withId : MAYBE;
}

const SHAPE: Shape = { segments: 3, separator: "/" };

function withoutTags(
  proof: ProofContext,
  chain: ProtectedChain,
  path: AccessPath,
  difference: Difference,
  region: string | undefined,
): Attempt {
  const elsewhere = region !== path.region;
  const mayBeSame = elsewhere || (path.kind === "other" && difference === "cluster");
  const prefix = `${region ?? unknownText("the cluster's region")}/${path.account}/`;
  const conditions = conditionsOf(path.policies);
  const names: Choice = {
    name: "pod",
    values: () => {
      const wanted = patternsOn(conditions, ["sts:externalid"], contextOf()).flatMap((pattern) =>
        after(pattern, literal(prefix)),
      );
      const { values, complete } = witnessesOf(
        [...wanted, ...aroundPods(path.own, SHAPE.separator, wanted)],
        FRESH[difference],
        SHAPE,
      );
      return {
        values: values.filter((one) => differs(one, ownIn(path, region), mayBeSame, chain.chain, difference)),
        complete,
      };
    },
  };
  const test = (chosen: Chosen): Truth => {
    const name = chosen.get("pod");
    const externalId = name && literal(prefix + name.tokens.join(""));
    return bothHops(proof, chain, path, undefined, externalId, region);
  };
  const podIn = (chosen: Chosen | undefined): Pod => {
    const [cluster = "", namespace = "", serviceAccount = ""] = (chosen?.get("pod")?.tokens.join("") ?? "").split("/");
    return { cluster, namespace, serviceAccount };
  };
  const carried = (chosen: Chosen): boolean =>
    path.kind === "own" &&
    !confinementFails(proof, chain, path, difference, { tags: undefined, pod: podIn(chosen), region });
  return attempts([names], test, carried, (chosen) => {
    const { cluster, namespace, serviceAccount } = podIn(chosen);
    return {
      ...filled(chain, difference, undefined),
      ...(chosen?.get("pod")
        ? {
            cluster: readable(cluster),
            namespace: readable(namespace),
            serviceAccount: readable(serviceAccount),
          }
        : {}),
      sessionTags: false,
      ...(elsewhere ? { region } : {}),
      account: path.account,
      role: readable(path.firstArn),
    };
  });
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

function differs(
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
