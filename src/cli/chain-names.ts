import { closestMatch } from "../config/suggestion";

/** How many chains are named: a world may have thousands. */
const MOST = 6;

/** `one of a, b; did you mean b?`, or of many `one of 1,000 chains, such as a, b`. */
export function chainsLike(name: string, ids: readonly string[]): string {
  const known = [...new Set(ids)];
  if (known.length === 0) return "one of the chains of a world, and this one has none";
  const near = closestMatch(name, known) ?? known.find((id) => name !== "" && id.split("/").includes(name));
  return `one of ${some(known)}${near === undefined ? "" : `; did you mean ${near}?`}`;
}

/** `a, b`, or of many `1,000 chains, such as a, b`; `none` of none. */
export const chainsRead = (ids: readonly string[]): string => some([...new Set(ids)]) || "none";

function some(known: readonly string[]): string {
  const named = known.slice(0, MOST).join(", ");
  return known.length > MOST ? `${known.length.toLocaleString("en")} chains, such as ${named}` : named;
}
