import { lazy } from "../../collections/lazy";
import { type Explainer, UNEXPLAINED } from "../answer";
import type { Derivation } from "../derivation";
import type { ChainResult, Hop, Proof } from "../proof";
import { type Names, renamed } from "./names";

/** A proof of one way in which the accounts may be, and how it came about. */
export interface ExplainedProof {
  readonly proof: Proof;
  readonly explainer: Explainer;
}

const NOTHING: Derivation = { asked: [], faults: [] };

/**
 * What explains the combined proof: how the way that is shown was decided, with the names of its accounts. What is
 * undecided because other ways decide otherwise has no fault.
 */
export function explainerUnder({ proof, explainer }: ExplainedProof, names: readonly Names[]): Explainer {
  const named = <T>(value: T): T => names.reduce((one, some) => renamed(one, some), value);
  const shown = lazy(
    () =>
      new Map(
        proof.chains.flatMap(({ hops }) =>
          hops.flatMap(({ resource }) => (resource === undefined ? [] : [[named(resource), resource]])),
        ),
      ),
  );
  const ownerUnder = (own: ChainResult, arn: string) => named(explainer.owner(own, shown().get(arn) ?? arn));
  const byIdentity = new Map(proof.chains.map((chain) => [named(identityOf(chain)), chain]));
  return {
    derivation(chain, index) {
      const own = byIdentity.get(identityOf(chain));
      const hop = chain.hops[index];
      const at = own?.hops.findIndex((one) => hop !== undefined && named(stepOf(one)) === stepOf(hop)) ?? -1;
      const before = own?.hops[at];
      if (!own || !hop || !before) return NOTHING;
      const { asked, faults } = named(explainer.derivation(own, at));
      return { asked, faults: before.verdict === hop.verdict && named(before.message) === hop.message ? faults : [] };
    },
    grant(chain, action, resource) {
      const own = byIdentity.get(identityOf(chain));
      const asked = own && explainer.grant(own, action, resource);
      return asked && { hop: named(asked.hop), derivation: () => named(asked.derivation()) };
    },
    owner(chain, arn) {
      const own = byIdentity.get(identityOf(chain));
      return own ? ownerUnder(own, arn) : UNEXPLAINED.owner(chain, arn);
    },
  };
}

const identityOf = ({ mechanism, key }: ChainResult): string => `${mechanism} ${key}`;

const stepOf = ({ id, action, resource, via }: Hop): string =>
  JSON.stringify(id === "grant" ? [id, action, resource, via] : [id]);
