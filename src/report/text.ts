import { createColors } from "picocolors";
import type { ChainResult, ExpectationResult, Finding, Hop, Intruder, Proof } from "../proof/proof";
import { readable } from "../unknown/unknown-text";

export interface TextOptions {
  /** Whether every hop is told, with the statement that decided it. @default false */
  readonly verbose?: boolean;
  /** Whether verdicts are coloured. @default false */
  readonly color?: boolean;
}

type Colors = ReturnType<typeof createColors>;

/**
 * The proof for people: a line for each chain, under it what is not as it should be and what to do
 * about it, then the findings, and a summary as the last line.
 */
export function asText(proof: Proof, { verbose = false, color = false }: TextOptions = {}): string {
  const colors = createColors(color);
  const { chains, expectations, findings } = proof;
  const blocks = chains.map((chain) => chainText(chain, verbose, colors));
  const rest = [
    ...expectations.filter((one) => verbose || one.verdict !== "met").map((one) => expectationText(one, colors)),
    ...findings.map((finding) => findingText(finding, colors)),
  ];
  const parts = [separated(blocks), rest.join("\n"), summary(chains)];
  return readable(`${parts.filter((text) => text !== "").join("\n\n")}\n`);
}

/** Blocks under each other; an empty line sets apart those of more than one line. */
function separated(blocks: readonly string[]): string {
  return blocks
    .map((block, index) => {
      const apart = index > 0 && (block.includes("\n") || blocks[index - 1]?.includes("\n"));
      return `${index === 0 ? "" : apart ? "\n\n" : "\n"}${block}`;
    })
    .join("");
}

/** `2 proved, 1 refuted, 0 unknown` */
function summary(chains: readonly ChainResult[]): string {
  const of = (verdict: ChainResult["verdict"]) => chains.filter((chain) => chain.verdict === verdict).length;
  return (["proved", "refuted", "unknown"] as const).map((verdict) => `${of(verdict)} ${verdict}`).join(", ");
}

function chainText(chain: ChainResult, verbose: boolean, colors: Colors): string {
  const { id, mechanism, account, region, verdict, hops, expectations, intruders } = chain;
  const place = [mechanism, account ?? "unknown account", region].filter(Boolean).join(" ");
  const lines = [
    `${mark(verdict, colors)}  ${colors.bold(printable(id))}  ${printable(place)}  ${colors.dim(told(chain))}`,
  ];
  for (const hop of hops) if (verbose || hop.verdict !== "allowed") lines.push(hopText(hop, verbose, colors));
  for (const one of expectations) if (verbose || one.verdict !== "met") lines.push(expectationText(one, colors, "  "));
  const accepted = intruders.filter((one) => one.accepted && one.verdict === "allowed");
  for (const one of intruders)
    if (!accepted.includes(one) && (verbose || one.verdict !== "denied")) lines.push(intruderText(one, colors));
  if (accepted.length > 0) lines.push(`  accepted  ${accepted.map((one) => one.id).join(", ")}`);
  return lines.join("\n");
}

/** `5 hops allowed, 7 intruders kept out` */
function told({ hops, intruders }: ChainResult): string {
  const of = (all: readonly { readonly verdict: string }[], verdict: string, noun: string) => {
    const some = all.filter((one) => one.verdict === verdict).length;
    return `${some === all.length ? "" : `${some} of `}${all.length} ${noun}${all.length === 1 ? "" : "s"}`;
  };
  const kept = intruders.length === 0 ? "" : `, ${of(intruders, "denied", "intruder")} kept out`;
  return `${of(hops, "allowed", "hop")} allowed${kept}`;
}

/** Verdicts and what they are coloured; padded, so that what follows is aligned. */
function mark(verdict: string, colors: Colors): string {
  const padded = verdict.padEnd(7);
  if (/^(proved|allowed|met)$/.test(verdict)) return colors.green(padded);
  if (/^(refuted|denied|failed|error)$/.test(verdict)) return colors.red(padded);
  return colors.yellow(padded);
}

function hopText(hop: Hop, verbose: boolean, colors: Colors): string {
  const { id, verdict, action, resource, code, message, awsError, fix, statement, location } = hop;
  const what = [action, resource && `on ${resource}`].filter(Boolean).join(" ");
  const head = `  ${mark(verdict, colors)}  ${colors.bold(id)}${what ? `  ${printable(what)}` : ""}`;
  return [
    head,
    ...row("why", message === undefined ? code : message, colors),
    ...row("AWS says", awsError, colors),
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

function intruderText({ id, verdict, message, witness }: Intruder, colors: Colors): string {
  const [shown, says] =
    verdict === "allowed"
      ? [colors.red("gets in"), "gets in"]
      : verdict === "denied"
        ? [colors.green("denied"), "denied"]
        : [colors.yellow("unknown"), "unknown"];
  const head = `  ${shown}${" ".repeat(7 - says.length)}  intruder ${colors.bold(id)}`;
  const fix = `Narrow what lets it in, or accept it: --allow-intruders ${id}`;
  return [
    head,
    ...row("why", message, colors),
    ...row("with", witness && inWords(witness), colors),
    ...row("fix", verdict === "allowed" ? fix : undefined, colors),
  ].join("\n");
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

const LABEL = 10;

/** A labelled text under a head line; further lines of it are aligned with the first. */
function row(label: string, text: string | undefined, colors: Colors, indent = "  "): readonly string[] {
  if (text === undefined) return [];
  return laidOut(text).map((line, index) => labelled(index === 0 ? label : "", line, colors, indent));
}

const labelled = (label: string, line: string, colors: Colors, indent = "  "): string =>
  `${indent}  ${colors.dim(label.padEnd(LABEL))}  ${printable(line)}`;

/** Lines of a text; JSON that it ends with (a word of its own), or that it is, is indented. */
function laidOut(text: string): readonly string[] {
  for (const { index } of text.matchAll(/(?<!\S)[[{]/g)) {
    const value = parsed(text.slice(index));
    if (value === undefined) continue;
    const before = text.slice(0, index).trim();
    return [...(before === "" ? [] : before.split("\n")), ...indented(value).split("\n")];
  }
  return text.split("\n");
}

/** JSON over several lines, but a list of plain values on one. */
const indented = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).replaceAll(
    /\[\n *((?:"(?:[^"\\]|\\.)*"|[\w.+-]+)(?:,\n *(?:"(?:[^"\\]|\\.)*"|[\w.+-]+))*)\n *\]/g,
    (_, items: string) => `[${items.replaceAll(/,\n */g, ", ")}]`,
  );

const oneLine = (text: string): string => JSON.stringify(parsed(text)) ?? text;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A witness in words: `account 111111111111, request tags (kubernetes-namespace = other)`. */
function inWords(witness: Readonly<Record<string, unknown>>): string {
  return Object.entries(witness)
    .map(([name, value]) => `${spaced(name)} ${worded(value)}`)
    .join(", ");
}

function worded(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(worded).join(" and ");
  if (typeof value !== "object" || value === null) return value === null ? "none" : String(value);
  const pairs = Object.entries(value).map(([name, inner]) => `${name} = ${worded(inner)}`);
  return pairs.length === 0 ? "none" : `(${pairs.join(", ")})`;
}

/** `requestTags` as two words; names with other characters in them are someone's own. */
const spaced = (name: string): string =>
  /^[a-z]+([A-Z][a-z]+)+$/.test(name) ? name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) : name;

/** Someone's own text, without what would act on a terminal. */
const printable = (text: string): string =>
  text.replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
