import { createColors } from "picocolors";
import { actionsDate, policiesOfAwsDate } from "../aws";
import type { Answer } from "../proof/answer";
import type { ChainResult, Finding } from "../proof/proof";
import { readable } from "../unknown/unknown-text";
import {
  counted,
  headed,
  type Layout,
  mark,
  type Problem,
  paragraph,
  place,
  printable,
  row,
  separated,
} from "./layout";
import { type ChainText, chainText, expectationText } from "./text-chain";
import { joined } from "./wrap";

export interface TextOptions {
  /** Whether to show every hop, with its deciding statement, every caller that a document names, and warnings. @default false */
  readonly verbose?: boolean;
  /** Whether verdicts are coloured. @default false */
  readonly color?: boolean;
  /** Of a line, in characters. @default 100 */
  readonly width?: number | undefined;
  /** The text of a file that a location names, to quote the line from. @default none is quoted */
  readonly source?: (file: string) => string | undefined;
}

/** What every proof takes for granted, and no verdict depends on. */
const premises = () =>
  `Premises: administrators of IAM, those who run the pods, and AWS are trusted; AWS works as documented (actions as of ${actionsDate()}, its own policies as of ${policiesOfAwsDate()}); what was read is applied.`;

const NARROWEST = 40;

export const layoutOf = ({
  verbose = false,
  color = false,
  width = 100,
  source = () => undefined,
}: TextOptions): Layout => ({
  colors: createColors(color),
  verbose,
  width: Math.max(NARROWEST, width),
  source,
});

/**
 * The proof for people: of each chain its hops in a line, then what is not as it should be, where, and what to do about
 * it. What is equal for several chains is shown once. Then warnings, the premises, and a summary as the last line.
 */
export function asText(answer: Answer, options: TextOptions = {}): string {
  const layout = layoutOf(options);
  const { chains, expectations, findings } = answer.proof;
  const blocks = blocksOf(
    answer.ways.map((way) => chainText(way, layout)),
    layout,
  );
  const rest = [
    ...expectations
      .filter((one) => layout.verbose || one.verdict !== "met")
      .flatMap((one) => linesOf(expectationText(one, layout, ""))),
    ...findingsText(findings, chains, layout),
  ];
  const taken = chains.length === 0 ? "" : paragraph(premises(), layout, "").map(layout.colors.dim).join("\n");
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

const linesOf = ({ head, details }: Problem): readonly string[] => [...head, ...details];

/** Chains of which the same is to be said are one block; a problem that another block has is only named. */
function blocksOf(chains: readonly ChainText[], layout: Layout): readonly string[] {
  const alike = new Map<string, ChainText[]>();
  for (const chain of chains) {
    const { id: _, ...rest } = chain;
    const key = JSON.stringify(rest);
    const known = alike.get(key);
    if (known) known.push(chain);
    else alike.set(key, [chain]);
  }
  const shown = new Map<string, string>();
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const { verdict, place: where, counts, hops, notes, problems, id } = first;
    const { colors } = layout;
    const ids = same.length === 1 ? id : counted(same.length, "pod");
    const parts = [
      { text: mark(verdict, colors), length: Math.max(verdict.length, 7) },
      { text: colors.bold(printable(ids)), length: ids.length },
      { text: printable(where), length: where.length },
      { text: colors.dim(counts), length: counts.length },
    ].filter(({ length }) => length > 0);
    const [head = "", ...more] = joined(parts, "  ", layout.width);
    return [
      [
        head,
        ...more.map((line) => `         ${line}`),
        ...(same.length === 1 ? [] : same.map((one) => `  ${colors.bold(printable(one.id))}`)),
        ...hops,
        ...notes,
        ...problems.flatMap((problem) => {
          const lines = problemText(problem, id, shown, layout);
          return lines.length > 1 ? ["", ...lines] : lines;
        }),
      ].join("\n"),
    ];
  });
}

function problemText(problem: Problem, id: string, shown: Map<string, string>, layout: Layout): readonly string[] {
  const key = linesOf(problem).join("\n");
  const other = shown.get(key);
  if (other !== undefined && other !== id && problem.details.length > 1)
    return [...problem.head, ...row("", `as for ${other}`, layout)];
  shown.set(key, id);
  return linesOf(problem);
}

/** What says which input was read, or which more is asked for. */
const ABOUT_INPUT: ReadonlySet<string> = new Set(["roots-searched", "accounts-not-named"]);

/** Warnings are under a fold, but for those about the input, and unless there is nothing else to show. */
function findingsText(findings: readonly Finding[], chains: readonly ChainResult[], layout: Layout): readonly string[] {
  const groups = groupsOf(findings);
  const open = groups.filter(
    ([{ level, code }]) => layout.verbose || level === "error" || chains.length === 0 || ABOUT_INPUT.has(code),
  );
  const folded = groups.filter((group) => !open.includes(group)).flat();
  return [...open.flatMap((group) => findingText(group, layout)), ...foldedText(folded, layout)];
}

type Group = readonly [Finding, ...Finding[]];

/** Findings that are equal but for the chain they are about. */
function groupsOf(findings: readonly Finding[]): readonly Group[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const { code, level, hop, message, fix, location } = finding;
    const key = JSON.stringify([code, level, hop, message, fix, location]);
    const known = groups.get(key);
    if (known) known.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()];
}

function findingText(group: Group, layout: Layout): readonly string[] {
  const [{ code, level, hop, message, fix, location }] = group;
  const { colors } = layout;
  const chains = group.flatMap(({ chain }) => chain ?? []);
  const about = chains.length > 1 ? counted(chains.length, "pod") : chains[0];
  const where = [about, hop].filter(Boolean).join(" ");
  return [
    ...headed(
      [{ text: `${mark(level, colors)}  ${colors.bold(code)}  `, length: Math.max(level.length, 7) + code.length + 4 }],
      where,
      layout,
    ),
    ...row("at", place(location), layout, "  "),
    ...row("why", message, layout, "  "),
    ...row("fix", fix, layout, "  "),
    ...(chains.length > 1 ? row("pods", chains.join(", "), layout, "  ") : []),
  ];
}

/** `3 warnings, shown by --verbose: trust-quota, no-such-pod (2)` */
function foldedText(folded: readonly Finding[], layout: Layout): readonly string[] {
  if (folded.length === 0) return [];
  const of = (level: Finding["level"]) => folded.filter((one) => one.level === level).length;
  const numbers = (["warning", "note"] as const).flatMap((level) => (of(level) > 0 ? [counted(of(level), level)] : []));
  const codes = [...new Set(folded.map(({ code }) => code))].map((code) => {
    const number = folded.filter((one) => one.code === code).length;
    return number === 1 ? code : `${code} (${number})`;
  });
  return paragraph(`${numbers.join(", ")}, shown by --verbose: ${codes.join(", ")}`, layout, "").map(layout.colors.dim);
}
