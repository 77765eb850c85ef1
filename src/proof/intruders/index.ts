import { parseArn } from "../../aws";
import type { Truth } from "../../iam";
import { MAYBE, NO, or } from "../../iam";
import type { Role } from "../../inventory";
import { Unknown } from "../../terraform/world";
import { type Chain, finalRoleArn, type NamedChain } from "../chains";
import type { Grant } from "../hops/grants";
import { decisionOf } from "../hops/hop";
import type { Decision, Intruder, IntruderId } from "../proof";
import type { Known, Reading } from "../proof-context";
import type { FinalSession } from "../requests/final-session";
import { podIntruder } from "./pods";
import { holderIntruder } from "./primary-holder";
import { resourceIntruder } from "./resources";
import { outsiderIntruder, roleIntruder } from "./roles";
import { tokenIntruder } from "./tokens";

/** What an intruder of some class can do. */
export interface Attempt {
  readonly truth: Truth;
  /** The request, where `truth` is not NO. */
  readonly witness?: Readonly<Record<string, unknown>>;
}

export const FAILS: Attempt = { truth: NO };

/** The better of two attempts, seen from the intruder. */
export const better = (a: Attempt, b: Attempt): Attempt => (or(a.truth, b.truth) === a.truth ? a : b);

/** A chain with everything that its intruders meet. */
export interface Guarded {
  readonly chain: Chain;
  readonly final: FinalSession | undefined;
  readonly grants: readonly Grant[];
  readonly targetArn: string;
  readonly target: Role | undefined;
  readonly targetTrust: Reading | undefined;
  /** Pod identity only. */
  readonly primaryArn: string | undefined;
  readonly primary: Role | undefined;
  readonly primaryTrust: Reading | undefined;
  /** Chains that end in the same role, this one among them. */
  readonly friends: readonly Chain[];
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

/** @param friends the chains that end in the same role as `named` does */
export function guardedOf(
  known: Known,
  { chain }: NamedChain,
  friends: readonly Chain[],
  final: FinalSession | undefined,
  grants: readonly Grant[],
): Guarded | undefined {
  const targetArn = finalRoleArn(chain);
  if (targetArn instanceof Unknown) return undefined;
  const trustOf = (role: Role | undefined) => role && known.read(role.trust, "trust");
  const target = known.facts.roleByArn(targetArn);
  const primaryArn =
    chain.mechanism === "pod-identity" && chain.associations[0].targetRoleArn !== undefined
      ? chain.associations[0].roleArn
      : undefined;
  if (primaryArn instanceof Unknown) return undefined;
  const primary = primaryArn === undefined ? undefined : known.facts.roleByArn(primaryArn);
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
    friends,
    ownRoles: new Set(friends.flatMap(rolesOf)),
    account: chain.account ?? targetAccount,
    targetAccount,
  };
}

/** All classes of intruders that are tried on `guarded`, in the contract's order. */
export function intrudersOf(
  known: Known,
  guarded: Guarded | undefined,
  mechanism: Chain["mechanism"],
  accepted: ReadonlySet<IntruderId>,
): readonly Intruder[] {
  const attempts = guarded ? attemptsOn(known, guarded) : NOBODY_KNOWS;
  return attempts
    .filter((entry): entry is readonly [IntruderId, Attempt] => entry[1] !== undefined)
    .map(([id, { truth, witness }]) => {
      const verdict: Decision = decisionOf(truth);
      return {
        id,
        verdict,
        accepted: verdict === "allowed" && accepted.has(id),
        ...(verdict === "denied" || !witness ? {} : { witness }),
        ...(verdict === "unknown"
          ? {
              message: `whether ${mechanism === "irsa" ? "such a token" : "such a caller"} gets in depends on what nobody knows before apply`,
            }
          : {}),
      };
    });
}

const NOBODY_KNOWS: readonly (readonly [IntruderId, Attempt])[] = (
  ["other-service-account", "other-namespace", "other-cluster", "other-role", "other-account", "anonymous"] as const
).map((id) => [id, { truth: MAYBE }]);

function attemptsOn(known: Known, guarded: Guarded): readonly (readonly [IntruderId, Attempt | undefined])[] {
  const pods = guarded.chain.mechanism === "irsa" ? tokenIntruder : podIntruder;
  return [
    ["other-service-account", pods(known, guarded, "serviceAccount")],
    ["other-namespace", pods(known, guarded, "namespace")],
    ["other-cluster", pods(known, guarded, "cluster")],
    ["other-role", roleIntruder(known, guarded)],
    ["other-account", better(outsiderIntruder(known, guarded), resourceIntruder(known, guarded, "other-account"))],
    ["anonymous", resourceIntruder(known, guarded, "anonymous")],
    ["primary-holder", holderIntruder(known, guarded)],
  ];
}
