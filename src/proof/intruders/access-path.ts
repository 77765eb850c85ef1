import { parseArn } from "../../aws";
import { conditionsOf, type Policy } from "../../iam";
import type { PodIdentityChain } from "../chains";
import type { ProofContext, ReadDocument } from "../proof-context";
import type { CallerSide } from "../requests/decide";
import { sessionOf } from "../requests/pod-session";
import { policiesOf, UNSEEN_TRUST } from "./callers";
import { sideOf } from "./entrances";
import type { Guard } from "./guards";

import type { ProtectedChain } from "./protected-chain";

/** In what a pod differs from the chain's own. */
export type Difference = "cluster" | "namespace" | "serviceAccount";

export type Pod = Readonly<Record<Difference, string>>;

/** The roles that EKS assumes for a pod, and what each says. */
export interface AccessPath {
  /** `own`: the chain's own roles, one after the other; `other`: a role that a further trust gives to EKS. */
  readonly kind: "own" | "other";
  readonly firstArn: string;
  /** The Allow that is looked at, and the trust as a whole. */
  readonly guard: Guard;
  /** The role that EKS assumes with the first one's session; undefined for none. */
  readonly target: ReadDocument | undefined;
  readonly side: CallerSide;
  readonly policies: readonly Policy[];
  /** Where its clusters are. */
  readonly account: string;
  readonly region: string | undefined;
  readonly partition: string;
  /** Pods that are no intruders in their own region; null where that is not known. */
  readonly own: readonly (Pod & { readonly region: string | null })[];
}

/** The pods of a chain's peers that EKS gives credentials to. */
export const podsOf = ({ peers }: ProtectedChain): readonly PodIdentityChain[] =>
  peers.filter((peer): peer is PodIdentityChain => peer.mechanism === "pod-identity");

/** How EKS would get a pod through `guard`; undefined where the chain's cluster is not known. */
export function accessPathOf(proof: ProofContext, chain: ProtectedChain, guard: Guard): AccessPath | undefined {
  const { chain: own, primaryArn, targetArn } = chain;
  const isFirst = guard.document.kind === (primaryArn === undefined ? "final" : "primary");
  const over = [...(proof.scps ?? []), ...proof.rcps];
  if (own.mechanism === "irsa" || !isFirst) {
    const firstArn = guard.document.opens ?? (guard.document.kind === "primary" ? primaryArn : undefined) ?? targetArn;
    const peers = podsIn(chain, guard.document.owner).filter((peer) => isFirstOf(peer, firstArn, guard));
    const isOwnAccount = own.mechanism === "irsa" && own.account === guard.document.owner;
    return {
      kind: "other",
      firstArn,
      guard,
      target: undefined,
      side: { identity: [], guardrails: [] },
      policies: policiesOf([guard.document.reading, ...over]),
      account: guard.document.owner,
      // a token does not tell its cluster's region
      region: peers.find(({ region }) => region !== null)?.region ?? own.region ?? undefined,
      partition: parseArn(firstArn)?.partition ?? "aws",
      own: [...(isOwnAccount ? [own] : []), ...peers],
    };
  }
  const session = sessionOf(own.associations[0]);
  if (!session) return undefined;
  const { pod } = session;
  const side = primaryArn === undefined ? { identity: [], guardrails: [] } : sideOf(proof, chain.primary);
  const target = primaryArn === undefined ? undefined : (chain.targetTrust ?? UNSEEN_TRUST);
  const { owner } = guard.document;
  // EKS takes roles of the cluster's account only: the chain's own pod gets none of another
  const account = areTwoAccounts(owner, pod.account) ? owner : pod.account;
  return {
    kind: "own",
    firstArn: primaryArn ?? targetArn,
    guard,
    target,
    side,
    policies: policiesOf([guard.document.reading, target, ...side.identity, ...side.guardrails, ...over]),
    account,
    region: pod.region,
    partition: pod.partition,
    own: podsIn(chain, account),
  };
}

/** Whether EKS assumes `role` first for the pods of `peer`; by the trust of a final role, to give them that one. */
const isFirstOf = (
  { associations: [{ roleArn, targetRoleArn }] }: PodIdentityChain,
  role: string,
  { document }: Guard,
): boolean => roleArn === role && (document.kind === "primary" || targetRoleArn === undefined);

/** Those of clusters that may be in `account`: a name stands for another pod in another account. */
const podsIn = (chain: ProtectedChain, account: string): readonly PodIdentityChain[] =>
  podsOf(chain).filter((peer) => peer.account === null || !areTwoAccounts(peer.account, account));

const areTwoAccounts = (a: string, b: string): boolean => isAccountId(a) && isAccountId(b) && a !== b;

const isAccountId = (account: string): boolean => /^\d{12}$/.test(account);

/** Pods that are no intruders in `region`: a name stands for another pod in another region. */
export const ownIn = ({ own, region: home }: AccessPath, region: string | undefined): AccessPath["own"] =>
  own.filter((pod) => (pod.region ?? home) === region);

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
