import { readPolicy, type Statement } from "../iam";
import type { Role } from "../inventory";
import type { ProofContext } from "./proof-context";

/** The trust policy of `role`, as written even where AWS may hold something else: it still names the chain. */
export function trustStatements(proof: ProofContext, { trust }: Role): readonly Statement[] {
  const reading = proof.read(trust, "trust");
  const { policy } = trust.written === undefined ? reading : readPolicy(trust.written, "trust");
  return policy?.statements ?? [];
}
