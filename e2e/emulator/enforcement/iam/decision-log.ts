import type { Decision } from "../../types";

/** Every question that was decided, oldest first. */
export class DecisionLog {
  #decisions: Decision[] = [];

  get decisions(): readonly Decision[] {
    return this.#decisions;
  }

  add(decision: Decision): void {
    this.#decisions.push(decision);
  }

  forget(): void {
    this.#decisions = [];
  }
}
