import {
  after,
  and,
  type Choice,
  type Chosen,
  conditionsOf,
  type Found,
  type Glob,
  glob,
  literal,
  MAYBE,
  matches,
  NO,
  not,
  patternsOn,
  type Shape,
  search,
  type Truth,
  witnessesOf,
  YES,
} from "../../iam";
import { instancesOf } from "../../unknown/unknown-forms";
import { hasUnknown, readable } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { subjectOf, webIdentityContext } from "../hops/irsa";
import type { ProofContext } from "../proof-context";
import { contextOf, type Entries } from "../requests/context";
import { trustAllows } from "../requests/decide";
import { isOfCluster } from "../same-pod";
import { type AcceptedCallers, issuerIn, leavesProvider, leavesSubject, subjectPatterns } from "./accepted-callers";
import type { Difference } from "./access-path";
import { type Attempt, better, FAILS } from "./attempt";
import { policiesOf } from "./callers";
import { type Door, type Entrance, finalDoor } from "./entrances";
import type { Guard } from "./guards";
import { aroundPods } from "./pod-names";
import type { ProtectedChain } from "./protected-chain";

const ACTION = "sts:AssumeRoleWithWebIdentity";
const PREFIX = "system:serviceaccount:";
const SHAPE: Shape = { segments: 2, separator: ":" };
const AUDIENCE = "sts.amazonaws.com";

/**
 * The providers of clusters whose tokens `guard` may admit: those it names, and where it names everybody those of the
 * issuers that its conditions ask about.
 */
export function providersIn({ statement, document }: Guard, chain: ProtectedChain): readonly string[] {
  const names = statement?.principals?.of ?? [];
  const named = names.flatMap(({ type, name }) => (type === "Federated" && chain.isCluster(name) ? [name] : []));
  const everybody = statement?.principals?.negated || names.some(({ type, name }) => type === "AWS" && name === "*");
  if (!everybody) return [...new Set(named)].filter((one) => leavesProvider(chain.accepted, one));
  const asked = statement?.conditions.flatMap(({ key }) => /^(.*[./].*):(?:sub|aud)$/.exec(key)?.[1] ?? []) ?? [];
  const own = chain.providerArn === undefined ? [] : [chain.providerArn];
  const ofIssuers = asked.map((issuer) => `arn:${chain.partition}:iam::${document.owner}:oidc-provider/${issuer}`);
  return [...new Set([...own, ...ofIssuers])].filter((one) => leavesProvider(chain.accepted, one));
}

/** A token of another service account: of the chain's cluster, or of another one that the role trusts. */
export function tokenIntruder(
  proof: ProofContext,
  chain: ProtectedChain,
  guard: Guard,
  difference: Difference,
): Attempt {
  if (!guard.statement) return { truth: MAYBE };
  let best = FAILS;
  for (const provider of providersIn(guard, chain))
    best = better(best, tokenOf(proof, chain, guard, provider, difference));
  return best;
}

function tokenOf(
  proof: ProofContext,
  chain: ProtectedChain,
  guard: Guard,
  provider: string,
  difference: Difference,
): Attempt {
  const issuer = issuerIn(provider);
  const { chain: own } = chain;
  const elsewhere = not(isOfCluster(proof, issuer, own));
  if (difference === "cluster" && elsewhere === NO) return FAILS;
  // a pod that EKS gives credentials to has a token too, and is the same pod with it
  const peers = chain.peers.filter((peer) => isOfCluster(proof, issuer, peer) === YES);
  const mine = peers.map((peer) =>
    peer.mechanism === "irsa" && peer.pattern ? glob(subjectOf(peer)) : literal(subjectOf(peer)),
  );
  const ownSubjects = (sub: Glob) => mine.some((one) => matches(one, sub) === YES);
  const entering = (wanted: Truth) =>
    tokenEntrance(
      proof,
      finalDoor(chain, guard),
      provider,
      [...peers, own],
      (sub) => differs(sub, own, ownSubjects, elsewhere, difference) === wanted,
      audienceOf(own),
      chain.accepted,
    );
  const wanted = conditionsOf(policiesOf([guard.document.reading])).flatMap(({ values }) => values);
  const names = [own.namespace, own.serviceAccount, ...wanted.map(({ text }) => text)];
  const isOpen = elsewhere === MAYBE || names.some(hasUnknown);
  const sure = entering(YES);
  const found = search(sure.choices, sure.enters);
  // a name that is not known may be the one that gets in
  const entrance = isOpen && found.truth !== YES ? entering(MAYBE) : sure;
  const best = entrance === sure ? found : doubted(search(entrance.choices, entrance.enters), found);
  const { chosen } = best;
  // a provider that is not known may be none of a cluster
  const isAnother = elsewhere !== NO && hasUnknown(issuer) && instancesOf(issuer, []).length === 0;
  const truth = isAnother ? and(best.truth, MAYBE) : best.truth;
  if (truth === NO) return FAILS;
  const text = (name: string, otherwise: string) => readable(chosen?.get(name)?.tokens.join("") ?? otherwise);
  return {
    truth,
    who: entrance.who,
    actions: [ACTION],
    witness: {
      issuer: readable(issuer),
      sub: text("sub", freshSubject(own, difference)),
      aud: text("aud", audienceOf(own)),
      provider: readable(provider),
    },
  };
}

/** The way in with a token of a cluster: every subject that `keep` takes, every audience. */
export function tokenEntrance(
  proof: ProofContext,
  door: Door,
  provider: string,
  pods: readonly { readonly namespace: string; readonly serviceAccount: string }[],
  keep: (sub: Glob) => boolean,
  audience: string,
  accepted: AcceptedCallers,
): Entrance {
  const { guard } = door;
  const issuer = issuerIn(provider);
  const key = issuer.toLowerCase();
  const conditions = conditionsOf(policiesOf([guard.document.reading, ...proof.rcps]));
  const choices: readonly Choice[] = [
    {
      name: "sub",
      limited: subjectPatterns(accepted, issuer).length > 0,
      values: () => {
        const wanted = patternsOn(conditions, [`${key}:sub`], contextOf()).flatMap((pattern) =>
          after(pattern, literal(PREFIX)),
        );
        const known = pods.map(({ namespace, serviceAccount }) => ({ namespace, serviceAccount }));
        const { values, complete } = witnessesOf(
          [
            ...wanted,
            ...aroundPods(known, SHAPE.separator, wanted),
            ...subjectPatterns(accepted, issuer).flatMap((pattern) => after(pattern, literal(PREFIX))),
          ],
          "other",
          SHAPE,
        );
        const subjects = values.map((value) => literal(PREFIX + value.tokens.join("")));
        const left = subjects.filter((sub) => keep(sub) && leavesSubject(accepted, issuer, sub.tokens.join("")));
        return { values: left, complete };
      },
    },
    {
      name: "aud",
      values: () =>
        witnessesOf([...patternsOn(conditions, [`${key}:aud`], contextOf()), literal(audience)], "other-audience"),
    },
  ];
  const text = (chosen: Chosen | undefined, name: string) => chosen?.get(name)?.tokens.join("");
  return {
    who: `tokens of https://${readable(issuer)}`,
    action: ACTION,
    choices,
    enters: (chosen): Truth =>
      trustAllows(proof, guard.reading, {
        action: literal(ACTION.toLowerCase()),
        resource: literal(door.arn),
        caller: { kind: "federated", provider },
        context: webIdentityContext(proof, issuer, provider, text(chosen, "sub"), text(chosen, "aud")),
      }),
    session: (): Entries => ({}),
    inherited: new Set(),
    witness: (chosen) => ({
      issuer: readable(issuer),
      sub: readable(text(chosen, "sub") ?? `${PREFIX}other:other`),
      aud: readable(text(chosen, "aud") ?? audience),
      provider: readable(provider),
      assumes: readable(door.arn),
    }),
  };
}

const audienceOf = (chain: ProtectedChain["chain"]): string =>
  chain.mechanism !== "irsa" || chain.audience instanceof UnknownValue ? AUDIENCE : chain.audience;

const freshSubject = (
  { namespace, serviceAccount }: { readonly namespace: string; readonly serviceAccount: string },
  difference: Difference,
): string =>
  subjectOf({
    namespace: difference === "namespace" ? "other-namespace" : namespace,
    serviceAccount: difference === "serviceAccount" ? "other-sa" : serviceAccount,
  });

const doubted = (found: Found, otherwise: Found): Found =>
  found.truth === NO ? otherwise : { ...found, truth: MAYBE };

/** On another cluster every name is an intruder's, the chain's own too. */
function differs(
  sub: Glob,
  chain: ProtectedChain["chain"],
  isOwn: (sub: Glob) => boolean,
  elsewhere: Truth,
  difference: Difference,
): Truth {
  if (isOwn(sub)) return NO;
  const [namespace = "", serviceAccount = ""] = sub.tokens.join("").slice(PREFIX.length).split(":");
  // whichever cluster it is of, a pod of another name is an intruder
  if (difference === "cluster")
    return elsewhere === MAYBE && (namespace !== chain.namespace || serviceAccount !== chain.serviceAccount)
      ? YES
      : elsewhere;
  const pattern = chain.mechanism === "irsa" && chain.pattern;
  const isNamed = (own: string, name: string): Truth =>
    (hasUnknown(own) || hasUnknown(name)) && !pattern
      ? matches(literal(own), literal(name))
      : (pattern ? matches(glob(own), literal(name)) === YES : own === name)
        ? YES
        : NO;
  return difference === "namespace"
    ? not(isNamed(chain.namespace, namespace))
    : not(isNamed(chain.serviceAccount, serviceAccount));
}
