import type { Hop, HopId } from "../../src/proof";

/** The hop where a pod failed to get credentials. */
export interface Stop {
  /** `load`: what stopped it is not one of the proof's hops, such as a data source that finds nothing. */
  readonly hop: HopId | "load";
  /** What AWS, or the loader, said. */
  readonly says: string;
}

/**
 * How the hops before the grants and the run agree, in words to count by; undefined where they do not.
 * `stop` is undefined for a pod that got its credentials.
 */
export function hopsAgree(hops: readonly Hop[], stop: Stop | undefined): string | undefined {
  const open = hops.filter(({ id, verdict }) => id !== "grant" && verdict !== "allowed");
  const [first] = open;
  const isGrantOpen = hops.some(({ id, verdict }) => id === "grant" && verdict !== "allowed");
  if (!first && stop?.hop === "grant") return isGrantOpen ? "not loadable, not allowed at grant by prove" : undefined;
  if (!first) return stop ? undefined : "allowed";
  if (stop?.hop === "load") return `not loadable, ${first.verdict} at ${first.id} by prove`;
  if (first.verdict === "denied") return stop?.hop === first.id ? `denied at ${first.id}` : undefined;
  const denied = open.findIndex(({ verdict }) => verdict === "denied");
  const possible = denied < 0 ? open : open.slice(0, denied + 1);
  const says = `undecided by prove at ${first.id}`;
  if (!stop) return denied < 0 ? `${says}, allowed` : undefined;
  return possible.some(({ id }) => id === stop.hop) ? `${says}, denied at ${stop.hop}` : undefined;
}

/** The proof's verdicts on getting credentials, for a report. */
export function hopsText(hops: readonly Hop[]): string {
  const open = hops.filter(({ id, verdict }) => id !== "grant" && verdict !== "allowed");
  return open.map(({ id, verdict, code, message }) => `${id} ${verdict}: ${message ?? code}`).join("; ") || "allowed";
}
