import type { Chain } from "../model";
import type { Proof, Verdict } from "../proof/proof";
import type { Io } from "./io";
import { counted } from "./print";

/** Warnings of a proof that is not refuted: its own, one a kind; what it assumes, and what could not be decided. */
export function proofWarnings({ chains, findings }: Proof, configured: readonly Chain[], { errColors: c }: Io): string {
  const lines = chains.flatMap(({ id, hops, intruders, expectations, assumptions }) => {
    const accepted = assumptions.filter((one) => one.accepted);
    const assumed = assumptions.filter((one) => !one.accepted);
    const open = [
      ...hops.filter(({ verdict }) => verdict === "unknown").map((hop) => `${hop.id}: ${hop.message}`),
      ...intruders
        .filter(({ verdict, assumption }) => verdict === "unknown" && assumption === undefined)
        .map((intruder) => `intruder ${intruder.id}`),
      ...expectations.filter(({ verdict }) => verdict === "unknown").map(({ message }) => message),
    ];
    return [
      ...accepted.map((one) => `${id}: confine: false accepts ${one.id} of ${one.subject}: proved if ${one.message}`),
      ...assumed.map(
        (one) => `${id}: proved if ${one.message} (${one.id} of ${one.subject})${keyAdvice(one, configured)}`,
      ),
      ...open.map((text) => `${id}: not proved: ${text}`),
    ];
  });
  return [...findingLines(findings), ...lines].map((line) => `${c.yellow("warning")} ${line}\n`).join("");
}

/** What to write where the resource that is not read may have a key. */
function keyAdvice(
  { id, subject }: Proof["chains"][number]["assumptions"][number],
  configured: readonly Chain[],
): string {
  const open = configured
    .flatMap(({ grants }) => grants)
    .find(({ on, openKey }) => openKey !== undefined && (subject === on || subject.startsWith(`${on}/`)));
  return id === "resource-not-read" && open
    ? `. If it is encrypted with a customer key, name that key with \`kmsKey:\` (${open.openKey}), so that the role may use it`
    : "";
}

/** What to write in the configuration for a finding: its own fix speaks of policies. */
const ADVICE: Readonly<Record<string, string>> = { "role-principal": "; `principal: account` avoids that" };

function findingLines(findings: Proof["findings"]): readonly string[] {
  const warnings = findings.filter(({ level }) => level === "warning");
  return [...new Set(warnings.map(({ code }) => code))].map((code) => {
    const [first, ...others] = warnings.filter((one) => one.code === code);
    const more = others.length > 0 ? ` (and ${others.length} more, shown by prove --verbose)` : "";
    return `${code}: ${first?.message}${ADVICE[code] ?? ""}${more}`;
  });
}

/** What the proof of an output that is not refuted has found, in one line. */
export function proofLine(proof: Proof | undefined): string {
  if (!proof) return "proof: none, as --no-prove asks";
  const of = (verdict: Verdict) => proof.chains.filter((chain) => chain.verdict === verdict).length;
  const accepted = proof.chains.flatMap(({ assumptions }) => assumptions.filter((one) => one.accepted)).length;
  const warnings = proof.findings.filter(({ level }) => level === "warning").length;
  const [proved, conditional, unknown] = [of("proved"), of("conditional"), of("unknown")];
  const parts = [
    ...(proved > 0
      ? [`${counted(proved, "chain")} proved: each pod gets what it is granted, and no other caller does`]
      : []),
    ...(conditional > 0 ? [`${counted(conditional, "chain")} proved if what the warnings name holds`] : []),
    ...(unknown > 0 ? [`${counted(unknown, "chain")} not decided, for the reasons that the warnings give`] : []),
    ...(accepted > 0 ? [`${counted(accepted, "assumption")} accepted, as the configuration asks`] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
  ];
  return `proof: ${parts.join("; ")}`;
}
