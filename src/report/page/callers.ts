import type { CallerEdge, Edge, Way } from "../../proof/answer";
import { readable } from "../../unknown/unknown-text";
import type { CallerState, Collected } from "./elements";

/** How many callers of one kind are drawn at one thing; the others are in the table of the chain. */
const MOST = 3;

/** Adds the callers that get in, may, or are listed; those that an assumption keeps out are in the list of assumptions. */
export function callersInto(all: Collected, way: Way, chain: number, nodeOf: (id: string) => string): void {
  const drawn = new Map<string, number>();
  for (const [index, caller] of way.callers.entries()) {
    const state = stateOf(caller);
    if (state === undefined) continue;
    const to = nodeOf(guardedBy(caller, way));
    const key = `${state} ${to}`;
    const number = drawn.get(key) ?? 0;
    drawn.set(key, number + 1);
    const isLast = number >= MOST;
    const name = isLast ? "others, in the table" : readable(caller.who);
    const from = all.node({
      id: `${chainWorld(way)} caller ${state} ${isLast ? to : ""} ${name}`,
      kind: "caller",
      word: state === "listed" ? "other caller" : "intruder",
      name,
      full: name,
    });
    all.caller({ from, to, state, name: state === "listed" ? listedAs(caller) : caller.kind, at: [chain, index] });
  }
}

const chainWorld = ({ chain: { world = "" } }: Way): string => world;

export function stateOf({ kind, accepted, assumption, refutes, verdict }: CallerEdge): CallerState | undefined {
  if (kind === "shared" || accepted) return "listed";
  if (assumption !== undefined) return undefined;
  return refutes ? "gets-in" : verdict === "unknown" ? "may-get-in" : undefined;
}

const listedAs = ({ kind }: CallerEdge): string => (kind === "shared" ? "shared" : `accepted: ${kind}`);

/** The node whose document admits `caller`: a document that decides a hop belongs to what the hop leads to. */
function guardedBy({ to, location }: CallerEdge, { nodes, edges }: Way): string {
  if (!location || nodes.find(({ id }) => id === to)?.kind !== "document") return to;
  const isThere = ({ derivation }: Edge) =>
    derivation().asked.some(({ documents }) =>
      documents.some((one) => one.location?.file === location.file && one.location.pointer === location.pointer),
    );
  return edges.find(isThere)?.to ?? to;
}
