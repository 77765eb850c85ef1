import { createColors } from "picocolors";
import { actionsDate, policiesOfAwsDate } from "../aws";
import type { ChainResult, ExpectationResult, Finding, Hop, Proof } from "../proof/proof";
import { readable } from "../unknown/unknown-text";
import { type Colors, labelled, mark, oneLine, printable, row, separated } from "./layout";
import { assumptionsText, halvesText, intruderText, sharedText } from "./text-others";

export interface TextOptions {
  /** Whether to show every hop, with its deciding statement, and every caller that a document names. @default false */
  readonly verbose?: boolean;
  /** Whether verdicts are coloured. @default false */
  readonly color?: boolean;
}

/** What every proof takes for granted, and no verdict depends on. */
const premises = () =>
  `Premises: the administrators of IAM in the accounts concerned, those who may run pods under a chain's service account, and AWS are trusted; AWS works as documented (its actions as of ${actionsDate()}, the policies that it manages as of ${policiesOfAwsDate()}); what was read is applied as it is.`;

/**
 * The proof for people: a line for each chain, under it what it is proved on, what is not as it should be and what to
 * do about it, then the findings, the premises, and a summary as the last line.
 */
export function asText(proof: Proof, { verbose = false, color = false }: TextOptions = {}): string {
  const colors = createColors(color);
  const { chains, expectations, findings } = proof;
  const blocks = chains.map((chain) => chainText(chain, verbose, colors));
  const rest = [
    ...expectations.filter((one) => verbose || one.verdict !== "met").map((one) => expectationText(one, colors)),
    ...findings.map((finding) => findingText(finding, colors)),
  ];
  const taken = chains.length === 0 ? "" : colors.dim(premises());
  const parts = [separated(blocks), rest.join("\n"), taken, summary(chains)];
  return readable(`${parts.filter((text) => text !== "").join("\n\n")}\n`);
}

/** `2 proved, 1 conditional, 0 refuted, 0 unknown` */
function summary(chains: readonly ChainResult[]): string {
  const of = (verdict: ChainResult["verdict"]) => chains.filter((chain) => chain.verdict === verdict).length;
  return (["proved", "conditional", "refuted", "unknown"] as const)
    .map((verdict) => `${of(verdict)} ${verdict}`)
    .join(", ");
}

function chainText(chain: ChainResult, verbose: boolean, colors: Colors): string {
  const { id, world, mechanism, account, region, verdict, hops, expectations, intruders } = chain;
  const place = [mechanism, account ?? "unknown account", region, world && `in ${world}`].filter(Boolean).join(" ");
  const lines = [
    `${mark(verdict, colors)}  ${colors.bold(printable(id))}  ${printable(place)}  ${colors.dim(counts(chain))}`,
    ...halvesText(chain, colors),
    ...assumptionsText(chain, verbose, colors),
  ];
  for (const hop of hops) if (verbose || hop.verdict !== "allowed") lines.push(hopText(hop, verbose, colors));
  for (const one of expectations) if (verbose || one.verdict !== "met") lines.push(expectationText(one, colors, "  "));
  const accepted = intruders.filter((one) => one.accepted && one.verdict !== "denied");
  for (const one of intruders) {
    if (accepted.includes(one) || one.assumption !== undefined) continue;
    if (verbose || one.verdict !== "denied") lines.push(intruderText(one, verbose, colors));
  }
  if (accepted.length > 0) lines.push(`  accepted  ${accepted.map((one) => one.id).join(", ")}`);
  if (verbose) lines.push(...sharedText(chain, colors));
  return lines.join("\n");
}

/** `5 hops allowed, 4 of 7 intruders kept out, 3 by assumption` */
function counts({ hops, intruders }: ChainResult): string {
  const of = (all: readonly { readonly verdict: string }[], verdict: string, noun: string) => {
    const some = all.filter((one) => one.verdict === verdict).length;
    return `${some === all.length ? "" : `${some} of `}${all.length} ${noun}${all.length === 1 ? "" : "s"}`;
  };
  const kept = intruders.length === 0 ? "" : `, ${of(intruders, "denied", "intruder")} kept out`;
  const carried = intruders.filter(({ assumption }) => assumption !== undefined).length;
  return `${of(hops, "allowed", "hop")} allowed${kept}${carried === 0 ? "" : `, ${carried} by assumption`}`;
}

function hopText(hop: Hop, verbose: boolean, colors: Colors): string {
  const { id, verdict, action, resource, via, code, message, awsError, fix, statement, location } = hop;
  const what = [action, resource && `on ${resource}`, via && `via ${via.join(", ")}`].filter(Boolean).join(" ");
  const head = `  ${mark(verdict, colors)}  ${colors.bold(id)}${what ? `  ${printable(what)}` : ""}`;
  return [
    head,
    ...row("why", message === undefined ? code : message, colors),
    ...row("AWS error", awsError, colors),
    ...row("fix", fix, colors),
    ...(verbose && statement ? [labelled("decided by", oneLine(statement.text), colors)] : []),
    ...row("at", location && `${location.file}:${location.line}`, colors),
  ].join("\n");
}

function expectationText(expectation: ExpectationResult, colors: Colors, indent = ""): string {
  const { line, pod, can, cannot, on, verdict, message } = expectation;
  const verb = can === undefined ? `cannot ${cannot}` : `can ${can}`;
  const head = `${indent}${mark(verdict, colors)}  ${colors.bold(`expectation in line ${line}`)}  ${printable(`${pod} ${verb} on ${on}`)}`;
  return [head, ...row("why", message, colors, indent)].join("\n");
}

function findingText({ code, level, chain, hop, message, fix, location }: Finding, colors: Colors): string {
  const where = [chain, hop].filter(Boolean).join(" ");
  return [
    `${mark(level, colors)}  ${colors.bold(code)}${where ? `  ${printable(where)}` : ""}`,
    ...row("why", message, colors, ""),
    ...row("fix", fix, colors, ""),
    ...row("at", location && `${location.file}:${location.line}`, colors, ""),
  ].join("\n");
}
