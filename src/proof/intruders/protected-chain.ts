import { issuerInProviderArn, parseArn, regionOfIssuer } from "../../aws";
import type { Role } from "../../inventory";
import { hasUnknown } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { type Chain, finalRoleArn, type NamedChain, providerArnOf } from "../chains";
import type { Grant } from "../hops/grants";
import type { SecondRole, Ways } from "../hops/ways";
import type { ProofContext, ReadDocument } from "../proof-context";
import type { FinalSession } from "../requests/final-session";
import { type AcceptedCallers, NOBODY_ACCEPTED } from "./accepted-callers";

/** A chain with everything that its intruders meet. */
export interface ProtectedChain {
  readonly chain: Chain;
  readonly final: FinalSession | undefined;
  readonly grants: readonly Grant[];
  /** Grants of roles that it is not decided whether the pod may assume. */
  readonly perhaps: readonly Grant[];
  /** Roles that the pod assumes by itself. */
  readonly seconds: readonly SecondRole[];
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
  readonly partition: string;
  /** Of the OIDC provider that the chain's tokens come through; IRSA only. */
  readonly providerArn: string | undefined;
  /** Accounts of the chain's roles, resources and keys. */
  readonly near: ReadonlySet<string>;
  /** Whether the OIDC provider with this ARN is a cluster's. */
  readonly isCluster: (providerArn: string) => boolean;
  /** Whom of the class that is looked for the reader has accepted. */
  readonly accepted: AcceptedCallers;
}

/** The parts of a chain in which the protected one has another primary role. */
export const withPrimary = (chain: ProtectedChain, proof: ProofContext, primaryArn: string): ProtectedChain => {
  const primary = proof.inventory.roleByArn(primaryArn);
  return { ...chain, primaryArn, primary, primaryTrust: primary && proof.read(primary.trust, "trust") };
};

/** ARNs of the roles whose sessions the pod has, or may have: whoever else holds one has passed its trust policy, which guards too. */
export const passedBy = ({ targetArn, seconds }: ProtectedChain): readonly string[] => [
  targetArn,
  ...seconds.map(({ session }) => session.role.arn),
];

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
  { grants, perhaps, seconds }: Ways,
): ProtectedChain | undefined {
  const targetArn = finalRoleArn(chain);
  if (targetArn instanceof UnknownValue || chain.unknown) return undefined;
  const trustOf = (role: Role | undefined) => role && proof.read(role.trust, "trust");
  const target = proof.inventory.roleByArn(targetArn);
  const primaryArn =
    chain.mechanism === "pod-identity" && chain.associations[0].targetRoleArn !== undefined
      ? chain.associations[0].roleArn
      : undefined;
  if (primaryArn instanceof UnknownValue) return undefined;
  const primary = primaryArn === undefined ? undefined : proof.inventory.roleByArn(primaryArn);
  const arn = parseArn(targetArn);
  const targetAccount = arn?.account ?? "";
  const account = chain.account ?? targetAccount;
  const targets = [...grants, ...perhaps].flatMap(({ matches }) => matches.map(({ target }) => target));
  const keys = targets.flatMap(({ key }) => (typeof key === "string" && key.startsWith("arn:") ? [key] : []));
  const providerArn =
    chain.mechanism === "irsa" && chain.issuer !== undefined && target
      ? providerArnOf(target, chain.issuer)
      : undefined;
  return {
    chain,
    final,
    grants,
    perhaps,
    seconds,
    targetArn,
    target,
    targetTrust: trustOf(target),
    primaryArn,
    primary,
    primaryTrust: trustOf(primary),
    peers,
    ownRoles: new Set(peers.flatMap(rolesOf)),
    account,
    targetAccount,
    partition: arn?.partition ?? "aws",
    providerArn,
    near: new Set(
      [
        account,
        targetAccount,
        ...seconds.map(({ session }) => session.role.account),
        ...targets.map((one) => one.account),
        ...keys.map((key) => parseArn(key)?.account ?? ""),
      ].filter((one) => /^\d{12}$/.test(one)),
    ),
    isCluster: (provider) => provider === providerArn || isClusterProvider(proof, provider),
    accepted: NOBODY_ACCEPTED,
  };
}

/**
 * Issuers of EKS have their own host; one known only after apply is a cluster's too, and so is one given for a service
 * account or a cluster of the world.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html
 */
const isClusterProvider = (proof: ProofContext, provider: string): boolean =>
  regionOfIssuer(issuerInProviderArn(provider) ?? "") !== undefined ||
  (provider.includes(":oidc-provider/") && hasUnknown(provider)) ||
  (!provider.startsWith("arn:") && hasUnknown(provider)) ||
  [...proof.inventory.clusterIssuers].some((issuer) => provider.endsWith(`:oidc-provider/${issuer}`)) ||
  proof.inventory.serviceAccounts.some(
    ({ issuer }) => issuer !== undefined && provider.endsWith(`:oidc-provider/${issuer}`),
  );
