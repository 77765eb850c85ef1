import type { Policy } from "../../iam";
import type { ReadDocument } from "../proof-context";
import type { CallerSide } from "../requests/decide";
import type { Guard } from "./guards";

/** In what a pod differs from the chain's own. */
export type Difference = "cluster" | "namespace" | "serviceAccount";

export type Pod = Readonly<Record<Difference, string>>;

/** The roles that EKS assumes for a pod, and how each decides. */
export interface AccessPath {
  /** `own`: the chain's own roles, one after the other; `other`: a role that a further trust gives to EKS. */
  readonly kind: "own" | "other";
  readonly firstArn: string;
  /** The Allow that is looked at, and the trust as a whole. */
  readonly guard: Guard;
  /** The role that EKS assumes with the first one's session; undefined for none. */
  readonly target: ReadDocument | undefined;
  readonly side: CallerSide;
  readonly policies: readonly Policy[];
  /** Where its clusters are. */
  readonly account: string;
  readonly region: string | undefined;
  readonly partition: string;
  /** Pods that are not intruders there. */
  readonly own: readonly Pod[];
}
