import { giving } from "../unknown/advice";
import { fixBy } from "./fix-by";
import type { Finding, Proof } from "./proof";

/** `proof` with one finding that has every option which may decide what is unknown in it. */
export function withMissingOptions(proof: Proof): Proof {
  const findings = proof.findings.filter(({ code }) => code !== "options-missing");
  const unknown = proof.chains
    .flatMap(({ hops, intruders }) => [...hops, ...intruders])
    .filter(({ verdict }) => verdict === "unknown");
  const options = [...unknown, ...findings].flatMap((one) => one.options ?? []);
  if (options.length === 0) return proof;
  const finding: Finding = {
    code: "options-missing",
    level: "warning",
    message: "what is unknown here depends on values that neither the Terraform nor an option gives",
    ...fixBy(giving(options)),
  };
  return { ...proof, findings: [...findings, finding] };
}
