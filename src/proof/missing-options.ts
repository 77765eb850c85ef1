import type { Finding, Proof } from "./proof";

/** An option with a place for its value, as advice has it. */
const OPTION = /--(?:account|region|var) \S+=(?:ID|REGION|VALUE)/g;

/** `proof` with one finding that has every option which may decide what is unknown in it. */
export function withMissingOptions(proof: Proof): Proof {
  const texts = proof.chains.flatMap(({ hops, intruders }) => [
    ...hops.flatMap(({ verdict, message, fix }) => (verdict === "unknown" ? [message, fix] : [])),
    ...intruders.flatMap(({ verdict, message }) => (verdict === "unknown" ? [message] : [])),
  ]);
  const advice = proof.findings.filter(({ code }) => code !== "options-missing");
  const found = [...texts, ...advice.map(({ fix }) => fix)].flatMap((text) => text?.match(OPTION) ?? []);
  const options = [...new Set(found)].sort();
  if (options.length === 0) return proof;
  const finding: Finding = {
    code: "options-missing",
    level: "warning",
    message: "what is unknown here depends on values that neither the Terraform nor an option gives",
    fix: `Give ${options.join(" ")}.`,
  };
  return { ...proof, findings: [...advice, finding] };
}
