import { STS_AUDIENCE } from "../../aws";
import {
  after,
  type Choice,
  type Chosen,
  conditionsOf,
  type Glob,
  literal,
  MAYBE,
  NO,
  patternsOn,
  type Shape,
  search,
  type Truth,
  witnessesOf,
} from "../../iam";
import { readable } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { type IrsaChain, issuersTrusted, providerArnOf } from "../chains";
import { subjectOf, webIdentityContext } from "../hops/irsa";
import { trustAllows } from "../hops/policy-questions";
import type { ProofContext } from "../proof-context";
import { contextOf } from "../requests/context";
import { type Attempt, better, FAILS } from "./attempt";
import { aroundPods, type Difference } from "./pods";
import type { ProtectedChain } from "./protected-chain";

const PREFIX = "system:serviceaccount:";
const SHAPE: Shape = { segments: 2, separator: ":" };

/** A token of another service account: of the chain's cluster, or of another one whose provider is in the role's account. */
export function tokenIntruder(proof: ProofContext, protectedChain: ProtectedChain, difference: Difference): Attempt {
  const chain = protectedChain.chain as IrsaChain;
  const { target, targetTrust } = protectedChain;
  if (!target || !targetTrust?.policy || chain.issuer === undefined) return { truth: MAYBE };
  const issuers = new Set([...issuersTrusted(proof, target), chain.issuer]);
  let best = FAILS;
  for (const issuer of issuers) {
    const elsewhere = issuer !== chain.issuer;
    if (difference === "cluster" && !elsewhere) continue;
    best = better(best, tokenOf(proof, protectedChain, issuer, elsewhere, difference));
  }
  return best;
}

function tokenOf(
  proof: ProofContext,
  protectedChain: ProtectedChain,
  issuer: string,
  elsewhere: boolean,
  difference: Difference,
): Attempt {
  const chain = protectedChain.chain as IrsaChain;
  const { target, targetTrust } = protectedChain;
  if (!target || !targetTrust?.policy) return { truth: MAYBE };
  const providerArn = providerArnOf(target, issuer);
  const conditions = conditionsOf([
    targetTrust.policy,
    ...proof.rcps.flatMap(({ policy }) => (policy ? [policy] : [])),
  ]);
  const own = protectedChain.peers.filter(
    (peer): peer is IrsaChain => peer.mechanism === "irsa" && peer.issuer === issuer,
  );
  const ownSubjects = new Set(own.map(subjectOf));
  const key = issuer.toLowerCase();
  const choices: readonly Choice[] = [
    {
      name: "sub",
      values: () => {
        const wanted = patternsOn(conditions, [`${key}:sub`], contextOf()).flatMap((pattern) =>
          after(pattern, literal(PREFIX)),
        );
        const known = [...own, chain].map(({ namespace, serviceAccount }) => ({ namespace, serviceAccount }));
        const values = witnessesOf([...wanted, ...aroundPods(known, SHAPE.separator, wanted)], "other", SHAPE).values;
        return values
          .map((value) => literal(PREFIX + value.tokens.join("")))
          .filter((sub) => differs(sub, chain, ownSubjects, elsewhere, difference));
      },
    },
    {
      name: "aud",
      values: () =>
        witnessesOf(
          [...patternsOn(conditions, [`${key}:aud`], contextOf()), literal(audienceOf(chain))],
          "other-audience",
        ).values,
    },
  ];
  const test = (chosen: Chosen): Truth => {
    const text = (name: string) => chosen.get(name)?.tokens.join("");
    return trustAllows(proof, targetTrust, {
      action: literal("sts:assumerolewithwebidentity"),
      resource: literal(target.arn),
      caller: { kind: "federated", provider: providerArn },
      context: webIdentityContext(proof, issuer, providerArn, text("sub"), text("aud")),
    });
  };
  const { truth, chosen } = search(choices, test);
  if (truth === NO) return FAILS;
  const text = (name: string, otherwise: string) => readable(chosen?.get(name)?.tokens.join("") ?? otherwise);
  return {
    truth,
    witness: {
      issuer,
      sub: text("sub", freshSubject(chain, difference)),
      aud: text("aud", audienceOf(chain)),
      provider: readable(providerArn),
    },
  };
}

const audienceOf = ({ audience }: IrsaChain): string => (audience instanceof UnknownValue ? STS_AUDIENCE : audience);

const freshSubject = ({ namespace, serviceAccount }: IrsaChain, difference: Difference): string =>
  subjectOf({
    namespace: difference === "namespace" ? "other-namespace" : namespace,
    serviceAccount: difference === "serviceAccount" ? "other-sa" : serviceAccount,
  });

/** On another cluster every name is an intruder's, the chain's own too. */
function differs(
  sub: Glob,
  chain: IrsaChain,
  own: ReadonlySet<string>,
  elsewhere: boolean,
  difference: Difference,
): boolean {
  const text = sub.tokens.join("");
  if (own.has(text)) return false;
  const [namespace, serviceAccount] = text.slice(PREFIX.length).split(":");
  if (difference === "cluster") return elsewhere;
  return difference === "namespace" ? namespace !== chain.namespace : serviceAccount !== chain.serviceAccount;
}
