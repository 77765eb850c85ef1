import type { PlacedEdge } from "../picture";
import { VERDICTS } from "./verdict";
import type { Shown } from "./world";

/** What needs a look, the worst first. */
const OPEN: readonly PlacedEdge["state"][] = ["denied", "gets-in", "unknown", "may-get-in"];

/** What is fine: a chain that is shown alone opens on it where nothing needs a look. */
const FINE: readonly PlacedEdge["state"][] = ["assumed", "allowed"];

/** The edge whose statements a picture opens on, among those of chains that are shown; -1 where there is none. */
export function opening<E extends Pick<PlacedEdge, "state">>(
  edges: readonly E[],
  isShown: (edge: E) => boolean,
  alone: boolean,
): number {
  for (const state of [...OPEN, ...(alone ? FINE : [])]) {
    const found = edges.findIndex((edge) => edge.state === state && isShown(edge));
    if (found !== -1) return found;
  }
  return alone ? edges.findIndex(isShown) : -1;
}

type Parts = readonly { readonly parts: readonly { readonly chains: readonly number[] }[] }[];

/** The group of the first of `chains` that is worst, and the part of its picture that has it. */
export function placeOf(chains: readonly Shown[], groups: Parts): readonly [group: number, part: number] {
  const worst = VERDICTS.find((verdict) => chains.some(({ chain }) => chain.verdict === verdict));
  const first = chains.find(({ chain }) => chain.verdict === worst);
  const group = first?.own.group ?? 0;
  const part = groups[group]?.parts.findIndex((one) => first !== undefined && one.chains.includes(first.index)) ?? 0;
  return [group, Math.max(0, part)];
}
