import type { IntruderId } from "../proof";
import type { ProofContext } from "../proof-context";
import type { Attempt } from "./attempt";
import type { Guard, Population } from "./guards";
import type { ProtectedChain } from "./protected-chain";
import type { ResourceDocument } from "./resources";

/** A class of intruders: whom it stands for, and the search for one who gets in. */
export interface IntruderClass {
  readonly id: IntruderId;
  /** Whom it searches among; what no class of the registry searches is an `other-principal`. */
  readonly populations: readonly Population[];
  /** Looks for one of `population` who enters a role by `guard`. */
  readonly intoRole?: (proof: ProofContext, chain: ProtectedChain, guard: Guard, population: Population) => Attempt;
  /** Looks for one of `population` who gets something from a granted resource, or its key, by `guard`. */
  readonly toResource?: (
    proof: ProofContext,
    chain: ProtectedChain,
    guard: Guard<ResourceDocument>,
    population: Population,
  ) => Attempt;
}
