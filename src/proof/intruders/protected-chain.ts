import { parseArn } from "../../aws";
import type { Role } from "../../inventory";
import { UnknownValue } from "../../unknown/unknown-value";
import { type Chain, finalRoleArn, type NamedChain } from "../chains";
import type { Grant } from "../hops/grants";
import type { ProofContext, ReadDocument } from "../proof-context";
import type { FinalSession } from "../requests/final-session";

/** A chain with everything that its intruders meet. */
export interface ProtectedChain {
  readonly chain: Chain;
  readonly final: FinalSession | undefined;
  readonly grants: readonly Grant[];
  readonly targetArn: string;
  readonly target: Role | undefined;
  readonly targetTrust: ReadDocument | undefined;
  /** Pod identity only. */
  readonly primaryArn: string | undefined;
  readonly primary: Role | undefined;
  readonly primaryTrust: ReadDocument | undefined;
  /** Chains that end in the same role, this one among them. */
  readonly peers: readonly Chain[];
  /** Roles of those chains. */
  readonly ownRoles: ReadonlySet<string>;
  /** 12 digits; of the cluster, or of the role where no cluster is known. */
  readonly account: string;
  readonly targetAccount: string;
}

const rolesOf = (chain: Chain): readonly string[] =>
  (chain.mechanism === "irsa"
    ? [chain.roleArn]
    : [chain.associations[0].roleArn, chain.associations[0].targetRoleArn]
  ).filter((arn): arn is string => typeof arn === "string");

/** @param peers the chains that end in the same role as `named` does */
export function protectedChainOf(
  proof: ProofContext,
  { chain }: NamedChain,
  peers: readonly Chain[],
  final: FinalSession | undefined,
  grants: readonly Grant[],
): ProtectedChain | undefined {
  const targetArn = finalRoleArn(chain);
  if (targetArn instanceof UnknownValue) return undefined;
  const trustOf = (role: Role | undefined) => role && proof.read(role.trust, "trust");
  const target = proof.inventory.roleByArn(targetArn);
  const primaryArn =
    chain.mechanism === "pod-identity" && chain.associations[0].targetRoleArn !== undefined
      ? chain.associations[0].roleArn
      : undefined;
  if (primaryArn instanceof UnknownValue) return undefined;
  const primary = primaryArn === undefined ? undefined : proof.inventory.roleByArn(primaryArn);
  const targetAccount = parseArn(targetArn)?.account ?? "";
  return {
    chain,
    final,
    grants,
    targetArn,
    target,
    targetTrust: trustOf(target),
    primaryArn,
    primary,
    primaryTrust: trustOf(primary),
    peers,
    ownRoles: new Set(peers.flatMap(rolesOf)),
    account: chain.account ?? targetAccount,
    targetAccount,
  };
}
