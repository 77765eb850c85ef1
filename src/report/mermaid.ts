import type { Answer, CallerEdge, Edge, Way, WayNode } from "../proof/answer";
import { readable } from "../unknown/unknown-text";
import { printable } from "./layout";

/**
 * The answer as a Mermaid flowchart: a box for each chain, from the pod over its roles to the resources, with a tick, a
 * cross or a question mark at each hop, and those callers that get in ("!"), or may.
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function asMermaid({ ways }: Answer): string {
  const lines = [
    "flowchart LR",
    ...ways.flatMap((way, index) => chainLines(way, `c${index}`)),
    "  classDef pod stroke-width:2px",
    "  classDef intruder stroke:#d33,stroke-dasharray:4 3",
    "  classDef refuted stroke:#d33",
    "  classDef proved stroke:#393",
  ];
  return readable(`${lines.join("\n")}\n`);
}

function chainLines({ chain, nodes, edges, callers }: Way, prefix: string): readonly string[] {
  const idOf = (node: string) => `${prefix}${node}`;
  const shown = callers.filter(({ refutes, verdict }) => refutes || verdict === "unknown");
  const reached = new Set([...edges.flatMap(({ from, to }) => [from, to]), ...shown.map(({ to }) => to)]);
  return [
    `  subgraph ${prefix} [${quoted([`${chain.id}: ${chain.verdict}`])}]`,
    ...nodes.filter(({ id }) => reached.has(id)).map((node) => `    ${idOf(node.id)}${shapeOf(node)}`),
    ...shown.map((caller, index) => `    ${prefix}k${index}{{${quoted([caller.who])}}}:::intruder`),
    ...arrowsOf(edges).map((arrow) => `    ${arrowLine(arrow, idOf)}`),
    ...shown.map((caller, index) => `    ${prefix}k${index} -- ${quoted(callerWords(caller))} --> ${idOf(caller.to)}`),
    "  end",
    ...(chain.verdict === "proved" || chain.verdict === "refuted" ? [`  class ${prefix} ${chain.verdict}`] : []),
  ];
}

function shapeOf({ kind, name }: WayNode): string {
  const label = quoted([kind, name ?? "?"]);
  switch (kind) {
    case "pod":
      return `([${label}]):::pod`;
    case "resource":
      return `[(${label})]`;
    default:
      return `[${label}]`;
  }
}

/** The hops from one node to another. */
interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly edges: readonly Edge[];
}

function arrowsOf(edges: readonly Edge[]): readonly Arrow[] {
  const arrows = new Map<string, Edge[]>();
  for (const edge of edges) {
    const key = `${edge.from} ${edge.to}`;
    const known = arrows.get(key);
    if (known) known.push(edge);
    else arrows.set(key, [edge]);
  }
  return [...arrows.values()].flatMap((same) => (same[0] ? [{ from: same[0].from, to: same[0].to, edges: same }] : []));
}

const MARK = { allowed: "✔", denied: "✘", unknown: "?" } as const;

function arrowLine({ from, to, edges }: Arrow, idOf: (node: string) => string): string {
  const label = quoted(
    edges.map(({ hop }) => `${MARK[hop.verdict]} ${hop.id === "grant" ? (hop.action ?? hop.id) : hop.id}`),
  );
  const verdicts = edges.map(({ hop }) => hop.verdict);
  const arrow = verdicts.includes("denied")
    ? `-- ${label} --x`
    : verdicts.includes("unknown")
      ? `-. ${label} .->`
      : `-- ${label} -->`;
  return `${idOf(from)} ${arrow} ${idOf(to)}`;
}

/** How many actions of a caller are named. */
const MOST = 3;

function callerWords({ kind, verdict, actions }: CallerEdge): readonly string[] {
  const more = actions.length > MOST ? [`and ${actions.length - MOST} more`] : [];
  return [`${verdict === "allowed" ? "!" : "?"} ${kind}`, ...actions.slice(0, MOST), ...more];
}

/** Lines of a label in quotes; what Mermaid would read otherwise is written as its character codes. */
const quoted = (lines: readonly string[]): string =>
  `"${lines.map((line) => printable(readable(line)).replaceAll(/[#"<>`&;\\]/g, (character) => `#${character.charCodeAt(0)};`)).join("<br>")}"`;
