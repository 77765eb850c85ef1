/** Something to be done after other things. */
export interface Step {
  readonly name: string;
  /** Names of steps of the same list that must have gone well before. */
  readonly after: readonly string[];
}

/** What became of a step: it was run, was not since `by` did not go well, or was not since all was to stop. */
export type StepEnd = "well" | "badly" | "stopped" | { readonly blockedBy: string };

/**
 * Runs steps, each after those that it waits for, at most `parallel` at a time, the first of the list first. What waits for
 * one that did not go well is not run; all else is. Once `isStopped`, nothing new is started.
 * @param run true where it went well
 */
export async function inOrder(
  steps: readonly Step[],
  parallel: number,
  run: (name: string) => Promise<boolean>,
  isStopped: () => boolean,
): Promise<ReadonlyMap<string, StepEnd>> {
  const ends = new Map<string, StepEnd>();
  const running = new Map<string, Promise<void>>();
  for (;;) {
    for (const { name, after } of steps) {
      if (ends.has(name) || running.has(name)) continue;
      const below = after.map((one) => ({ one, end: ends.get(one) }));
      const bad = below.find(({ end }) => end !== undefined && end !== "well");
      if (bad) ends.set(name, bad.end === "stopped" ? "stopped" : { blockedBy: bad.one });
      else if (isStopped()) ends.set(name, "stopped");
      else if (running.size < parallel && below.every(({ end }) => end === "well")) {
        const ended = run(name).then((well) => {
          ends.set(name, well ? "well" : "badly");
          running.delete(name);
        });
        running.set(name, ended);
      }
    }
    if (running.size === 0) return ends;
    await Promise.race(running.values());
  }
}
