import { deniedCallsIn } from "../aws";
import type { Answer } from "./answer";
import { hopsRefusing } from "./denied-call";
import type { Decision } from "./proof";

/** A hop at which AWS refused a call of a pod. */
export interface RefusedHop {
  /** `target-trust`, `grant/s3:GetObject` */
  readonly hop: string;
  readonly verdict: Decision;
  /** The line of the log. */
  readonly error: string;
  /** What was found at the hop. */
  readonly message?: string;
}

/** The hop that an error of AWS in a pod's log comes from, of `chain` if any fits; undefined where the log has none, or none fits. */
export function refusedHop(answer: Answer, log: string, chain: string): RefusedHop | undefined {
  for (const call of deniedCallsIn(log)) {
    const hops = hopsRefusing(answer, call);
    const found = hops.find(({ way }) => way.chain.id === chain) ?? hops[0];
    if (!found) continue;
    const { id, action, verdict, message } = found.edge.hop;
    const hop = id === "grant" && action !== undefined ? `${id}/${action}` : id;
    return { hop, verdict, error: call.line, ...(message === undefined ? {} : { message }) };
  }
  return undefined;
}
