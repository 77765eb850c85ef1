/** By which a person or a machine ends a run: Ctrl-C, `kill`, a closed terminal. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Does `work`, and `tidy` where a signal ends the process meanwhile; the process then ends by that signal, as its caller
 * expects. Signals are noticed where `work` waits for something.
 */
export async function tidied<T>(work: () => Promise<T>, tidy: () => void): Promise<T> {
  const ended = (signal: NodeJS.Signals): void => {
    stop();
    tidy();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const stop = () => {
    for (const signal of SIGNALS) process.off(signal, ended);
  };
  for (const signal of SIGNALS) process.on(signal, ended);
  try {
    return await work();
  } finally {
    stop();
  }
}

/** Does `work` to its end: a signal that arrives meanwhile is passed over. */
export function undisturbed<T>(work: () => T): T {
  const passed = () => undefined;
  for (const signal of SIGNALS) process.on(signal, passed);
  try {
    return work();
  } finally {
    for (const signal of SIGNALS) process.off(signal, passed);
  }
}
