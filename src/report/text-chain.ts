import type { Edge, Way } from "../proof/answer";
import type { ChainResult, ExpectationResult, Hop } from "../proof/proof";
import { counted, headed, type Layout, mark, oneLine, type Problem, place, row, tick } from "./layout";
import { faultsText } from "./text-faults";
import { assumptionsText, halvesText, intrudersText, sharedText } from "./text-others";
import { joined } from "./wrap";

/** A chain in parts: what it is, and what is to be known of it, of which equal ones are shown once. */
export interface ChainText {
  readonly id: string;
  /** Equal for chains that may share one head. */
  readonly verdict: string;
  readonly place: string;
  readonly counts: string;
  readonly hops: readonly string[];
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

export function chainText({ chain, edges }: Way, layout: Layout): ChainText {
  const { id, world, mechanism, account, region, verdict, expectations, intruders } = chain;
  const { verbose } = layout;
  const accepted = intruders.filter((one) => one.accepted && one.verdict !== "denied");
  return {
    id,
    verdict,
    place: [mechanism, account ?? "unknown account", region, world && `in ${world}`].filter(Boolean).join(" "),
    counts: counts(chain),
    hops: hopLine(edges, layout),
    notes: [
      ...halvesText(chain, layout),
      ...assumptionsText(chain, layout),
      ...(accepted.length > 0 ? [`  accepted  ${accepted.map((one) => one.id).join(", ")}`] : []),
      ...(verbose ? sharedText(chain, layout) : []),
    ],
    problems: [
      ...hopProblems(
        edges.filter(({ hop }) => verbose || hop.verdict !== "allowed"),
        layout,
      ),
      ...expectations
        .filter((one) => verbose || one.verdict !== "met")
        .map((one) => expectationText(one, layout, "  ")),
      ...intrudersText(
        intruders
          .filter((one) => !accepted.includes(one) && one.assumption === undefined)
          .filter((one) => verbose || one.verdict !== "denied"),
        layout,
      ),
    ],
  };
}

/** `10 of 11 intruders kept out, 1 by assumption` */
function counts({ intruders }: ChainResult): string {
  if (intruders.length === 0) return "";
  const kept = intruders.filter(({ verdict }) => verdict === "denied").length;
  const carried = intruders.filter(({ assumption }) => assumption !== undefined).length;
  const all = counted(intruders.length, "intruder");
  return `${kept === intruders.length ? all : `${kept} of ${all}`} kept out${carried === 0 ? "" : `, ${carried} by assumption`}`;
}

const states = ["allowed", "denied", "unknown", "not reached"] as const;

const stateOf = ({ hop, reached }: Edge): (typeof states)[number] =>
  hop.verdict === "allowed" && !reached ? "not reached" : hop.verdict;

/** `✔ association  ✔ primary-trust  ✘ target-trust  · 3 grants` */
function hopLine(edges: readonly Edge[], { colors, width }: Layout): readonly string[] {
  const before = edges
    .filter(({ hop }) => hop.id !== "grant")
    .map((edge) => ({ state: stateOf(edge), name: edge.hop.id as string }));
  const grants = edges.filter(({ hop }) => hop.id === "grant");
  const after = states.flatMap((state) => {
    const number = grants.filter((edge) => stateOf(edge) === state).length;
    return number === 0 ? [] : [{ state, name: grants.length === 1 ? "grant" : counted(number, "grant") }];
  });
  const steps = [...before, ...after];
  const parts = steps.map(({ state, name }) => ({ text: `${tick(state, colors)} ${name}`, length: name.length + 2 }));
  return joined(parts, "  ", width - 2).map((line) => `  ${line}`);
}

/** Hops with what is wrong with them; grants of which the same is wrong, in the same place, as one. */
function hopProblems(edges: readonly Edge[], layout: Layout): readonly Problem[] {
  const alike = new Map<string, { readonly hops: Hop[]; readonly details: readonly string[] }>();
  for (const { hop, derivation } of edges) {
    const details = [
      ...(hop.verdict === "allowed" && hop.message === undefined ? [] : faultsText(hop, derivation(), layout)),
      ...row("AWS", hop.awsError, layout),
      ...row("fix", hop.fix, layout),
      ...(layout.verbose && hop.statement ? row("by", oneLine(hop.statement.text), layout) : []),
      ...(hop.verdict === "allowed" ? row("at", place(hop.location), layout) : []),
    ];
    const { action, resource } = hop;
    const general = [action, action?.replace(/^.*:/, ""), resource].reduce(
      (text: string, name) => (name === undefined || name === "*" ? text : text.replaceAll(name, "\0")),
      details.join(" ").replaceAll(/\s+/g, " "),
    );
    const key = hop.id === "grant" ? `${hop.verdict} ${hop.via?.join() ?? ""} ${general}` : `${hop.id} ${alike.size}`;
    const known = alike.get(key);
    if (known) known.hops.push(hop);
    else alike.set(key, { hops: [hop], details });
  }
  return [...alike.values()].map(({ hops, details }) => {
    const others = hops.slice(1).flatMap(({ fix, action }) => (fix === undefined ? [] : (action ?? [])));
    const likewise = row("", others.length === 0 ? undefined : `and likewise for ${others.join(", ")}`, layout);
    return { head: headOf(hops, layout), details: [...details, ...likewise] };
  });
}

function headOf(hops: readonly Hop[], layout: Layout): readonly string[] {
  const { colors } = layout;
  const [first] = hops;
  if (!first) return [];
  const distinct = (texts: readonly (string | undefined)[]) => [...new Set(texts.flatMap((text) => text ?? []))];
  const actions = distinct(hops.map(({ action }) => action)).join(", ");
  const resources = distinct(hops.map(({ resource }) => resource)).join(", ");
  const via = first.via === undefined ? "" : `via ${first.via.join(", ")}`;
  const what = [actions, resources === "" ? "" : `${actions === "" ? "" : "on "}${resources}`, via]
    .filter(Boolean)
    .join(" ");
  const name = hops.length > 1 ? counted(hops.length, first.id) : first.id;
  const parts = [{ text: `  ${tick(first.verdict, colors)} ${colors.bold(name)}  `, length: name.length + 6 }];
  return headed(parts, what, layout);
}

export function expectationText(expectation: ExpectationResult, layout: Layout, indent: string): Problem {
  const { line, pod, can, cannot, on, as, verdict, message } = expectation;
  const { colors } = layout;
  const verb = can === undefined ? `cannot ${cannot}` : `can ${can}`;
  const name = `expectation in line ${line}`;
  const parts = [
    { text: `${indent}${mark(verdict, colors)}  `, length: indent.length + 9 },
    { text: `${colors.bold(name)}  `, length: name.length + 2 },
  ];
  return {
    head: headed(parts, `${pod} ${verb} on ${on}${as === undefined ? "" : ` as ${as}`}`, layout),
    details: row("why", message, layout, `${indent}  `),
  };
}
