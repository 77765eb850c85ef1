import type { HopId, IntruderId, Proof } from "../../src/proof";
import type { Stacks } from "./world";

/**
 * Where a mutation must show: a denied hop, an allowed intruder, a failed expectation, an unknown hop or intruder where the
 * contract says so, input that cannot be used; `proved` for what breaks nothing, as far as
 * its assumptions hold; with it, the intruders that an assumption carries.
 */
export type Signal =
  | `hop:${HopId}`
  | `intruder:${IntruderId}`
  | "expectation"
  | `unknown:${HopId}`
  | "unknown:other-principal"
  | "input"
  | "conditional:request-carries"
  | "proved";

/** One fact broken. */
export interface Mutation {
  /** What kind of fact, and how it is broken. */
  readonly kind: string;
  /** Stack, resource and path in it. */
  readonly at: string;
  /** Changes its own copy of the stacks. */
  apply(stacks: Stacks): void;
  /** One of these must show first. */
  readonly right: readonly Signal[];
  /** Why this is not a refutation, where `right` holds `unknown` or `proved`. */
  readonly why?: string;
}

/** What shows, by chain: for hops only the first that is not allowed; expectations and intruders as they are. */
export function signalsOf(proof: Proof | string): readonly Signal[] {
  if (typeof proof === "string") return ["input"];
  if (proof.verdict === "proved") return ["proved"];
  const holds: readonly Signal[] = proof.verdict === "conditional" ? ["proved"] : [];
  return proof.chains.flatMap(({ hops, expectations, intruders, assumptions }): Signal[] => {
    const denied = hops.find(({ verdict }) => verdict === "denied");
    const open = denied ? undefined : hops.find(({ verdict }) => verdict === "unknown");
    return [
      ...(assumptions.some(({ id }) => id === "request-carries") ? ["conditional:request-carries" as const] : holds),
      ...(denied ? [`hop:${denied.id}` as const] : []),
      ...(open ? [`unknown:${open.id}` as const] : []),
      ...expectations.filter(({ verdict }) => verdict === "failed").map(() => "expectation" as const),
      ...intruders
        .filter(({ verdict, accepted }) => verdict === "allowed" && !accepted)
        .map(({ id }) => `intruder:${id}` as const),
      ...intruders.flatMap(({ id, verdict }) =>
        id === "other-principal" && verdict === "unknown" ? (["unknown:other-principal"] as const) : [],
      ),
    ];
  });
}
