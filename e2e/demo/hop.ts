import type { Decision } from "../emulator";

export type Hop = "primary role's trust" | "caller's permissions" | "target role's trust" | "target role's permissions";

/** The hop at which a way to a resource ended: where the first question was answered with no. */
export function refusedAt(decisions: readonly Decision[]): Hop | undefined {
  const refused = decisions.find(({ allowed }) => !allowed);
  if (!refused) return undefined;
  if (!refused.action.startsWith("sts:")) return "target role's permissions";
  if (refused.caller === "pods.eks.amazonaws.com") return "primary role's trust";
  return refused.refusedBy === "identity" ? "caller's permissions" : "target role's trust";
}
