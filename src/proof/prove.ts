import { isKnownAction } from "../aws";
import { groupBy } from "../collections/group-by";
import { and, MAYBE, NO, type PolicyKind, type Truth, YES } from "../iam";
import { type Document, inventoryOf } from "../inventory";
import type { World } from "../terraform/world";
import { readable } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import { type Acceptances, acceptancesOf } from "./acceptances";
import { type ExplainedProof, proveUnderAccounts } from "./accounts";
import { expectedChainKey, namesOf, podOf } from "./chain-id";
import { type Chain, chainsOf, finalRoleArn, type NamedChain } from "./chains";
import { judged } from "./expectations";
import { type Expected, expectedOf } from "./expected";
import { explainerOf } from "./explainer";
import { warnAboutChain, warnAboutWorld } from "./findings";
import { fixBy } from "./fix-by";
import { type Judgement, withFixes } from "./fixes";
import type { Grant } from "./hops/grants";
import { type JudgedHop, plainHop } from "./hops/hop";
import { irsaHops } from "./hops/irsa";
import { podIdentityHops } from "./hops/pod-identity";
import { waysOf } from "./hops/ways";
import { accountFor } from "./intruders";
import { protectedChainOf } from "./intruders/protected-chain";
import { withMissingOptions } from "./missing-options";
import { peersIn } from "./peers";
import type { ChainResult, Decision, ExpectationResult, Finding, Hop, Mechanism, Proof, ProveOptions } from "./proof";
import { type Assumed, aboutChain, type ProofContext, proofContextOf } from "./proof-context";
import { type Requested, requestedIn } from "./requested";
import { finalSessionOf } from "./requests/final-session";
import { uncertainHop, uncertainIntruders, uncertaintyOf } from "./uncertain";
import { withUnread } from "./unread";
import { type Accepted, assumptionsOf, carrying, verdictsOf, worst } from "./verdicts";

/** What `explainedProof` proves, without how it came to it. @throws InputError as that */
export const prove = (world: World, options: ProveOptions = {}): Proof => explainedProof(world, options).proof;

/**
 * Decides every chain of `world`, whatever its unnamed accounts are.
 * @throws InputError for options that name what is not there
 */
export function explainedProof(world: World, options: ProveOptions = {}): ExplainedProof {
  const { proof, explainer } = proveUnderAccounts(world, options, proveReading);
  return { proof: withMissingOptions(proof), explainer };
}

/** Decides every chain of one reading of a world: hop by hop as AWS would, then what was expected, then intruders. */
function proveReading(world: World, options: ProveOptions): ExplainedProof {
  const proof = proofContextOf(world, inventoryOf(world), options);
  const chains = chainsOf(proof);
  const acceptances = acceptancesOf(options, chains);
  const expected = groupBy(
    expectedOf(proof, options.expectations ?? [], options.expectationsFile ?? ""),
    ({ pod }) => pod,
  );
  const peers = peersIn(proof, chains);
  const requested = requestedIn(world.stacks);
  const judge = (
    context: ProofContext,
    named: NamedChain,
    taken: Accepted,
    use: Acceptances["use"] = () => {},
  ): Judgement =>
    judgementOf(
      context,
      named,
      peers(named.chain),
      namesOf(named.id).flatMap((name) => (expected.get(name) ?? []).filter((one) => isOf(one, named.chain))),
      taken,
      use,
      requested,
    );
  const judgedAgain = (named: NamedChain) => judge(proof, named, acceptances.of(named.id));
  const judgements = chains.map((named, index) => {
    const judgement = judge(proof, named, acceptances.of(named.id), acceptances.use);
    proof.release(judgement.documents);
    options.onChain?.(index + 1, chains.length);
    return kept(judgement);
  });
  const results = withFixes(proof, judgements, (context, named) => judge(context, named, NOTHING_ACCEPTED));
  const { missing, unmatched } = withoutChain(proof, expected, chains);
  warnAboutWorld(proof, chains);
  acceptances.warn(proof);
  const all = [...results, ...missing].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const findings: readonly Finding[] = all.length === 0 ? [noChains(proof), ...proof.findings] : proof.findings;
  const answered: Proof = {
    version: 1,
    verdict: worst(all.length === 0 ? ["unknown"] : all.map(({ verdict }) => verdict)),
    chains: all,
    expectations: unmatched,
    findings: findings.map(({ message, ...finding }) => ({ ...finding, message: readable(message) })),
  };
  return { proof: answered, explainer: explainerOf(proof, results, judgements, judgedAgain, published) };
}

/** What was not read could make a chain, and is named. */
function noChains({ world, inventory }: ProofContext): Finding {
  const modules = world.stacks.flatMap(({ missing }) => missing);
  const unread = [
    ...modules.map(({ address, source, stack }) => `${address} (${source}) of stack ${stack}`),
    ...inventory.unreadObjects.map(({ resource: { address, stack } }) => `${address} of stack ${stack}`),
  ];
  const [advice = "Name the stacks that make them on the command line."] = modules.map((one) => one.advice);
  return {
    code: "no-chains",
    level: "error",
    message: `nothing that was read gives a pod a role: no pod identity association, no annotated service account, no role that trusts one service account${unread.length === 0 ? "" : `; not read were ${unread.join(", ")}`}`,
    fix: advice,
  };
}

/** How allowed hops were decided is as much as all the rest, and seldom asked: whoever does has the chain judged again. */
const kept = (judgement: Judgement): Judgement =>
  judgement.hops?.every(({ verdict }) => verdict === "allowed") ? { ...judgement, hops: undefined } : judgement;

const NOTHING_ACCEPTED: Accepted = { intruders: [], assumptions: [] };

function judgementOf(
  shared: ProofContext,
  named: NamedChain,
  peers: readonly Chain[],
  expected: readonly Expected[],
  accepted: Accepted,
  use: Acceptances["use"],
  requested: Requested,
): Judgement {
  const { id, key, chain } = named;
  const { mechanism, account, region } = chain;
  const assumed: Assumed[] = [];
  const documents = new Map<Document, PolicyKind>();
  const proof: ProofContext = {
    ...aboutChain(shared, named),
    assume: (one) => void assumed.push(one),
    read(document, kind) {
      documents.set(document, kind);
      return shared.read(document, kind);
    },
  };
  const hopsBefore = chain.mechanism === "irsa" ? irsaHops(proof, chain) : podIdentityHops(proof, chain);
  const final = finalSessionOf(proof, chain);
  const ways = waysOf(proof, final);
  const judgedGrants = final ? ways.grants : [unknownGrant(chain)];
  const { before, grants } = withUnread(proof, chain, hopsBefore, judgedGrants);
  const uncertain = uncertaintyOf(chain);
  const decided: readonly JudgedHop[] = [...before, ...grants.map(({ hop }) => hop)];
  const judgedHops = uncertain === undefined ? decided : decided.map((hop) => uncertainHop(hop, uncertain));
  const hops = judgedHops.map(published);
  const protectedChain = protectedChainOf(proof, named, peers, final, { ...ways, grants });
  warnAboutChain(proof, protectedChain);
  const reached = before.reduce((sum: Truth, { verdict }) => and(sum, TRUTH[verdict]), YES);
  const sessions = final && { final, ...ways };
  const expectations = expected.map((one) => judged(proof, sessions, reached, one));
  const { intruders: found, shared: others, used } = accountFor(proof, protectedChain, accepted.intruders);
  use(used);
  const intruders = uncertainIntruders(chain, peers, found);
  const asked = requested.assumed(proof, {
    chain: protectedChain,
    documents,
    hops: hops.map((hop) => hop.id),
    intruders: intruders.map((intruder) => intruder.id),
  });
  const assumptions = assumptionsOf([...assumed, ...asked, ...carrying(intruders, account)], intruders, accepted);
  const result: ChainResult = {
    id,
    key,
    account,
    region,
    mechanism,
    ...verdictsOf(hops, expectations, intruders, assumptions),
    hops,
    expectations,
    intruders,
    shared: others,
    assumptions,
  };
  return { named, result, hops: judgedHops, documents: new Set(documents.keys()) };
}

const TRUTH: Readonly<Record<Decision, Truth>> = { allowed: YES, denied: NO, unknown: MAYBE };

/** Texts for people show unknown values by name. */
const published = ({ lacking: _, asked: __, whys: ___, ...hop }: JudgedHop): Hop => ({
  ...hop,
  ...(hop.message === undefined ? {} : { message: readable(hop.message) }),
  ...(hop.fix === undefined ? {} : { fix: readable(hop.fix) }),
});

function unknownGrant(chain: Chain): Grant {
  const arn = finalRoleArn(chain);
  const hop = plainHop("grant", "unknown", {
    action: "*",
    resource: "*",
    code: "role-not-in-world",
    message:
      arn instanceof UnknownValue
        ? `the role's ARN is not known: ${arn.reason}`
        : `${readable(arn)} is not in what was read, so its permissions are not known`,
    ...fixBy(arn instanceof UnknownValue ? arn.advice : undefined, "Add the stack that makes it to the command line."),
  });
  return { action: "*", resource: "*", hop, matches: [] };
}

const isOf = ({ mechanism }: Expected, chain: Chain): boolean =>
  mechanism === undefined || mechanism === chain.mechanism;

/** Expectations that nothing can fail by a slip of the pen, and those about pods that have no chain, or none of the mechanism that is expected to give it. */
function withoutChain(
  proof: ProofContext,
  expected: ReadonlyMap<string, readonly Expected[]>,
  chains: readonly NamedChain[],
): { readonly missing: readonly ChainResult[]; readonly unmatched: readonly ExpectationResult[] } {
  const missing: ChainResult[] = [];
  const unmatched: ExpectationResult[] = [];
  const byName = groupBy(
    chains.flatMap((named) => namesOf(named.id).map((name) => ({ name, ...named }))),
    ({ name }) => name,
  );
  const actions = [...expected.values()].flat().flatMap(({ verb, action }) => (verb === "cannot" ? [action] : []));
  for (const action of new Set(actions))
    if (!isKnownAction(action))
      proof.warn({
        code: "no-such-action",
        message: `AWS's list of actions has no ${action}; "cannot" holds for any misspelt action`,
        fix: "Correct its name, or wait for the list to have it.",
      });
  const left = [...expected].flatMap(([pod, all]) =>
    [...groupBy(all, ({ mechanism }) => mechanism)].flatMap(([mechanism, lines]) =>
      byName.get(pod)?.some(({ chain }) => lines.every((one) => isOf(one, chain))) ? [] : [{ pod, mechanism, lines }],
    ),
  );
  for (const { pod, mechanism, lines } of left) {
    const results = lines.map((line) => judged(proof, undefined, NO, line));
    const can = results.filter((result) => result.can !== undefined);
    const cannot = results.filter((result) => result.cannot !== undefined);
    if (can.length > 0) missing.push(missingChain(proof, pod, mechanism, can));
    if (cannot.length > 0)
      proof.warn({
        code: "no-such-pod",
        message: `no chain is called "${pod}"; "cannot" holds for any misspelt id`,
        fix: `Write one of ${[...byName.keys()].join(", ") || "the chains, once there are any"}.`,
      });
    unmatched.push(...cannot);
  }
  return { missing, unmatched: unmatched.sort((a, b) => a.line - b.line) };
}

function missingChain(
  { inventory }: ProofContext,
  id: string,
  mechanism: Mechanism | undefined,
  expectations: readonly ExpectationResult[],
): ChainResult {
  const looksLikeIrsa =
    inventory.associations.length === 0 &&
    (inventory.serviceAccounts.some(({ roleArn }) => roleArn !== undefined) || inventory.providers.length > 0);
  const irsa = mechanism === undefined ? looksLikeIrsa : mechanism === "irsa";
  const { cluster, namespace, serviceAccount } = podOf(id);
  const hop: Hop = irsa
    ? plainHop("service-account", "denied", {
        code: "service-account-missing",
        message: `no service account ${namespace}/${serviceAccount} with the annotation eks.amazonaws.com/role-arn is in what was read`,
        awsError: "Unable to locate credentials",
        fix: "Annotate the service account with the role's ARN.",
      })
    : plainHop("association", "denied", {
        code: "association-missing",
        message: `no pod identity association binds ${namespace}/${serviceAccount} on ${cluster} to a role`,
        awsError: "Unable to locate credentials",
        fix: `Add ${JSON.stringify({ aws_eks_pod_identity_association: { cluster_name: cluster, namespace, service_account: serviceAccount, role_arn: "…" } })}`,
      });
  return {
    id,
    key: expectedChainKey(id),
    account: null,
    region: null,
    mechanism: irsa ? "irsa" : "pod-identity",
    verdict: "refuted",
    access: "refuted",
    others: "proved",
    hops: [hop],
    expectations,
    intruders: [],
    shared: [],
    assumptions: [],
  };
}
