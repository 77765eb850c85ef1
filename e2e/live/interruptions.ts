/** Ctrl-C and the like, once for all of a run. */
export interface Interruptions {
  readonly signal: AbortSignal;
  /** Gives the signals back to Node. */
  stop(): void;
}

/** From now on signals end nothing by themselves: the first aborts, all others are only answered. */
export function interruptions(say: (line: string) => void): Interruptions {
  const controller = new AbortController();
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const interrupt = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) say("still destroying; what is there is in the run's journal");
    else say("interrupted: what runs is ended, then everything is destroyed");
    controller.abort(new Error(name));
  };
  for (const name of names) process.on(name, interrupt);
  return {
    signal: controller.signal,
    stop() {
      for (const name of names) process.off(name, interrupt);
    },
  };
}
