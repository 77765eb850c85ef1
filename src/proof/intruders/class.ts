import type { IntruderId } from "../proof";
import type { ProofContext } from "../proof-context";
import type { Attempt } from "./attempt";
import type { Guard, Population } from "./guards";
import type { ProtectedChain } from "./protected-chain";
import type { ResourceDocument } from "./resources";

/**
 * A class of intruders: whom it stands for at each kind of document, and the search for one who gets in. A population
 * that no class of the registry searches at some document is an `other-principal` there.
 */
export interface IntruderClass {
  readonly id: IntruderId;
  /** Of a primary role: who goes on to the final role with its session. */
  readonly intoPrimary?: Search<Guard>;
  /** Of the final role itself. */
  readonly intoFinal?: Search<Guard>;
  /** Of a granted resource, or its key. */
  readonly toResource?: Search<Guard<ResourceDocument>>;
}

export interface Search<G extends Guard> {
  readonly populations: readonly Population[];
  readonly attempt: (proof: ProofContext, chain: ProtectedChain, guard: G, population: Population) => Attempt;
}
