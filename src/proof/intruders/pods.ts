import {
  after,
  all,
  and,
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
} from "../../iam";
import { isUnknownPart, readable, unknownText } from "../../unknown/unknown-text";
import type { PodIdentityChain } from "../chains";
import { callerPermitted, trustAllows } from "../hops/policy-questions";
import { boundaryOf, identityOf, type ProofContext, type ReadDocument } from "../proof-context";
import {
  ABSENT,
  contextOf,
  type EksTag,
  type EksTags,
  oneValue,
  principalTags,
  requestTags,
  sessionCallerOf,
  sessionEntries,
  withoutOtherTags,
} from "../requests/context";
import { EKS_SERVICE, eksContext, sessionOf } from "../requests/pod-session";
import { type Attempt, better, FAILS } from "./attempt";
import type { ProtectedChain } from "./protected-chain";

/** In what a pod differs from the chain's own. */
export type Difference = "cluster" | "namespace" | "serviceAccount";
const PARTS: readonly Difference[] = ["cluster", "namespace", "serviceAccount"];
const FRESH: Readonly<Record<Difference, string>> = {
  cluster: "other-cluster",
  namespace: "other-namespace",
  serviceAccount: "other-sa",
};

type Pod = Readonly<Record<Difference, string>>;

const podsOf = ({ peers }: ProtectedChain): readonly Pod[] =>
  peers.filter((peer): peer is PodIdentityChain => peer.mechanism === "pod-identity");

/** Policies that a pod of the chain's roles meets. */
interface AccessPath {
  readonly primaryTrust: ReadDocument;
  readonly identity: readonly ReadDocument[];
  readonly guardrails: readonly ReadDocument[];
  readonly policies: readonly Policy[];
}

const UNSEEN = (label: string): ReadDocument => ({
  policy: undefined,
  label,
  location: { file: "", pointer: "", line: 0 },
});

function accessPathOf(proof: ProofContext, protectedChain: ProtectedChain): AccessPath {
  const first = protectedChain.primaryArn === undefined ? protectedChain.targetTrust : protectedChain.primaryTrust;
  const identity = protectedChain.primary
    ? identityOf(proof, protectedChain.primary)
    : protectedChain.primaryArn === undefined
      ? []
      : [UNSEEN("the primary role's policies")];
  const guardrails = protectedChain.primary ? boundaryOf(proof, protectedChain.primary) : [];
  const readings = [
    first,
    protectedChain.targetTrust,
    ...identity,
    ...guardrails,
    ...(proof.scps ?? []),
    ...proof.rcps,
  ];
  return {
    primaryTrust: first ?? UNSEEN("the role's trust policy"),
    identity,
    guardrails,
    policies: readings.flatMap((reading) => (reading?.policy ? [reading.policy] : [])),
  };
}

/** A pod with another name, whose association names the same roles; EKS makes both calls for it. */
export function podIntruder(proof: ProofContext, protectedChain: ProtectedChain, difference: Difference): Attempt {
  const path = accessPathOf(proof, protectedChain);
  return better(
    withTags(proof, protectedChain, path, difference),
    withoutTags(proof, protectedChain, path, difference),
  );
}

function withTags(
  proof: ProofContext,
  protectedChain: ProtectedChain,
  path: AccessPath,
  difference: Difference,
): Attempt {
  const chain = protectedChain.chain as PodIdentityChain;
  const session = sessionOf(chain.associations[0]);
  if (!session) return { truth: MAYBE };
  const { pod } = session;
  const clusterPrefix = `arn:${pod.partition}:eks:${pod.region ?? unknownText("the cluster's region")}:${pod.account}:cluster/`;
  const tagsWith = (chosen: Chosen): EksTags => {
    const part = (name: string): Values => (chosen.has(name) ? [chosen.get(name) as Glob] : OPEN);
    const cluster = chosen.get("cluster");
    return {
      "eks-cluster-arn": cluster ? [literal(clusterPrefix + cluster.tokens.join(""))] : OPEN,
      "eks-cluster-name": part("cluster"),
      "kubernetes-namespace": part("namespace"),
      "kubernetes-service-account": part("serviceAccount"),
      "kubernetes-pod-name": part("kubernetes-pod-name"),
      "kubernetes-pod-uid": part("kubernetes-pod-uid"),
    };
  };
  const own = podsOf(protectedChain);
  const test = (chosen: Chosen): Truth => {
    if (isOneOf(own, chosen)) return NO;
    return bothHops(
      proof,
      protectedChain,
      path,
      pod.account,
      tagsWith(chosen),
      externalIdWith(protectedChain, chosen),
      pod.region,
    );
  };
  const conditions = conditionsOf(path.policies);
  const context = (chosen: Chosen): Context =>
    contextOf(requestTags(tagsWith(chosen)), principalTags(tagsWith(chosen), undefined));
  const choice = (
    name: string,
    tags: readonly EksTag[],
    prefix: string,
    mine: readonly string[],
    fresh: string,
  ): Choice => ({
    name,
    values: (chosen) => {
      const keys = tags.flatMap((tag) => [`aws:requesttag/${tag}`, `aws:principaltag/${tag}`]);
      const patterns = patternsOn(conditions, keys.slice(0, 2), context(chosen)).flatMap((pattern) =>
        prefix === "" ? [pattern] : after(pattern, literal(prefix)),
      );
      const plain = tags.length > 1 ? patternsOn(conditions, keys.slice(2), context(chosen)) : [];
      const inTarget = namesInTarget(path.policies, keys, protectedChain.targetArn);
      return witnessesOf(
        [...patterns, ...plain, ...[...mine, ...inTarget].map(literal)].filter(isOfNames),
        fresh,
      ).values.filter(isOfNames);
    },
  });
  const order = [difference, ...PARTS.filter((part) => part !== difference)];
  const choices = order.map((part) => {
    const mine = own.map((one) => one[part]);
    const made =
      part === "cluster"
        ? choice(part, ["eks-cluster-arn", "eks-cluster-name"], clusterPrefix, mine, FRESH[part])
        : choice(
            part,
            [part === "namespace" ? "kubernetes-namespace" : "kubernetes-service-account"],
            "",
            mine,
            FRESH[part],
          );
    return part === difference ? differing(made, chain[part]) : made;
  });
  for (const tag of ["kubernetes-pod-name", "kubernetes-pod-uid"] as const)
    if (keysWith(path.policies, "aws:").some((key) => key.endsWith(`/${tag}`)))
      choices.push(choice(tag, [tag], "", [], "pod-x"));
  const { truth, chosen } = search(choices, test);
  return truth === NO
    ? FAILS
    : {
        truth,
        witness: {
          ...filled(protectedChain, difference, chosen),
          sessionTags: true,
          account: pod.account,
          role: readable(protectedChain.primaryArn ?? protectedChain.targetArn),
        },
      };
}

/** No name of a cluster, a namespace or a service account is empty, or holds a colon or a slash: a pattern that wants that matches none. */
const isOfNames = ({ tokens }: Glob): boolean => tokens.length > 0 && !tokens.includes(":") && !tokens.includes("/");

/** The choice without the chain's own value. */
const differing = ({ name, values }: Choice, own: string): Choice => ({
  name,
  values: (chosen) => values(chosen).filter((one) => one?.tokens.join("") !== own),
});

function isOneOf(pods: readonly Pod[], chosen: Chosen): boolean {
  if (!PARTS.every((part) => chosen.has(part))) return false;
  return pods.some((pod) => PARTS.every((part) => chosen.get(part)?.tokens.join("") === pod[part]));
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

function filled({ chain }: ProtectedChain, difference: Difference, chosen: Chosen | undefined): Pod {
  const name = (part: Difference): string => {
    const value = chosen?.get(part);
    return value ? readable(value.tokens.join("")) : part === difference ? FRESH[part] : chain[part];
  };
  return { cluster: name("cluster"), namespace: name("namespace"), serviceAccount: name("serviceAccount") };
}

/** With tags on nobody knows whether EKS sends an ExternalId; if so it is this pod's own. */
function externalIdWith({ chain }: ProtectedChain, chosen: Chosen): Glob | undefined {
  const [association] = (chain as PodIdentityChain).associations;
  const pod = sessionOf(association)?.pod;
  if (!pod?.region || !PARTS.every((part) => chosen.has(part))) return undefined;
  return literal([pod.region, pod.account, ...PARTS.map((part) => chosen.get(part)?.tokens.join("") ?? "")].join("/"));
}

/** Both calls that EKS makes: `tags` undefined with tags off. */
function bothHops(
  proof: ProofContext,
  protectedChain: ProtectedChain,
  path: AccessPath,
  account: string,
  tags: EksTags | undefined,
  externalId: Glob | undefined,
  region: string | undefined,
): Truth {
  const actions = tags ? ["sts:assumerole", "sts:tagsession"] : ["sts:assumerole"];
  const first = withoutOtherTags(eksContext(proof, path.primaryTrust, account, tags));
  const firstArn = protectedChain.primaryArn ?? protectedChain.targetArn;
  const trusted = all(actions, (action) =>
    trustAllows(proof, path.primaryTrust, {
      action: literal(action),
      resource: literal(firstArn),
      caller: { kind: "service", name: EKS_SERVICE },
      context: first,
    }),
  );
  if (trusted === NO || protectedChain.primaryArn === undefined) return trusted;
  return and(trusted, secondHop(proof, protectedChain, path, tags, externalId, region, actions));
}

function secondHop(
  proof: ProofContext,
  protectedChain: ProtectedChain,
  path: AccessPath,
  tags: EksTags | undefined,
  externalId: Glob | undefined,
  region: string | undefined,
  actions: readonly string[],
): Truth {
  const primaryArn = protectedChain.primaryArn ?? "";
  const target = protectedChain.targetTrust ?? UNSEEN("the target role's trust policy");
  const ask = (sent: Values): Truth =>
    all(actions, (action) => {
      const context = withoutOtherTags(
        contextOf(
          sessionEntries(primaryArn, proof.organisation),
          principalTags(tags, protectedChain.primary),
          requestTags(tags),
          {
            "sts:externalid": action === "sts:tagsession" ? ABSENT : sent,
            "aws:resourceaccount": oneValue(protectedChain.targetAccount),
            "aws:requestedregion": oneValue(region),
            "aws:sourceidentity": ABSENT,
            "sts:sourceidentity": ABSENT,
          },
        ),
      );
      const request: Request = {
        action: literal(action),
        resource: literal(protectedChain.targetArn),
        caller: sessionCallerOf(primaryArn),
        context,
      };
      const sameAccount = protectedChain.targetAccount === protectedChain.primary?.account;
      return and(
        trustAllows(proof, target, request),
        callerPermitted(proof, path.identity, path.guardrails, request, sameAccount ? target : undefined),
      );
    });
  if (!tags) return ask(externalId ? [externalId] : OPEN);
  const [withId, without] = [ask(externalId ? [externalId] : OPEN), ask(ABSENT)];
  return withId === without ? withId : MAYBE;
}

const SHAPE: Shape = { segments: 3, separator: "/" };

function withoutTags(
  proof: ProofContext,
  protectedChain: ProtectedChain,
  path: AccessPath,
  difference: Difference,
): Attempt {
  const chain = protectedChain.chain as PodIdentityChain;
  const pod = sessionOf(chain.associations[0])?.pod;
  if (!pod) return { truth: MAYBE };
  const prefix = `${pod.region ?? unknownText("the cluster's region")}/${pod.account}/`;
  const own = podsOf(protectedChain);
  const conditions = conditionsOf(path.policies);
  const names: Choice = {
    name: "pod",
    values: () => {
      const wanted = patternsOn(conditions, ["sts:externalid"], contextOf()).flatMap((pattern) =>
        after(pattern, literal(prefix)),
      );
      const values = witnessesOf(
        [...wanted, ...aroundPods(own, SHAPE.separator, wanted)],
        FRESH[difference],
        SHAPE,
      ).values;
      return values.filter((one) => differs(one, own, chain, difference));
    },
  };
  const test = (chosen: Chosen): Truth => {
    const name = chosen.get("pod");
    const externalId = name && literal(prefix + name.tokens.join(""));
    return bothHops(proof, protectedChain, path, pod.account, undefined, externalId, pod.region);
  };
  const { truth, chosen } = search([names], test);
  if (truth === NO) return FAILS;
  const [cluster = "", namespace = "", serviceAccount = ""] = (chosen?.get("pod")?.tokens.join("") ?? "")
    .split("/")
    .map(readable);
  const different = {
    ...filled(protectedChain, difference, undefined),
    ...(chosen?.get("pod") ? { cluster, namespace, serviceAccount } : {}),
  };
  return {
    truth,
    witness: {
      ...different,
      sessionTags: false,
      account: pod.account,
      role: readable(protectedChain.primaryArn ?? protectedChain.targetArn),
    },
  };
}

/** Patterns that tell names apart by the parts they share with `pods`; needed only beside other wildcards. */
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

function differs(name: Glob | undefined, own: readonly Pod[], chain: Pod, difference: Difference): boolean {
  const text = name?.tokens.join("") ?? "";
  if (own.some((pod) => text === PARTS.map((part) => pod[part]).join("/"))) return false;
  return text.split("/")[PARTS.indexOf(difference)] !== chain[difference];
}
