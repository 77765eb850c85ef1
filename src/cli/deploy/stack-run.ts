import type { Diagnostic, PlanJson, StateJson } from "../../terraform-cli";

/**
 * What became of a stack. `waits`: its plan needs what another one's apply gives. `stopped`: not begun, as a signal came;
 * `blocked`: not begun, as one that it waits for is not through. `declined`: its plan was not approved.
 */
export type Status =
  | "unchanged"
  | "planned"
  | "waits"
  | "applied"
  | "failed"
  | "interrupted"
  | "blocked"
  | "stopped"
  | "declined";

export interface StackRun {
  readonly name: string;
  readonly status: Status;
  /** The stack that it waits for, or that it is blocked by. */
  readonly on?: string;
  readonly plan?: PlanJson;
  /** What its state held when the run began; undefined where that was nothing. */
  readonly prior?: StateJson;
  readonly errors: readonly Diagnostic[];
}
