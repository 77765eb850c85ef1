import { constants } from "node:os";
import type { Processes } from "../../terraform-cli";
import type { Io } from "../io";

/** What a person, a machine or a terminal that is closed ends a run by. */
export interface Signals {
  /** The first one that came; nothing new is started then. */
  readonly received: () => NodeJS.Signals | undefined;
  readonly stop: () => void;
}

/** Each with what Terraform is sent: it ends in order on SIGINT and SIGTERM, and at once, with its state unsaved, on SIGHUP. */
const FORWARDED = { SIGINT: "SIGINT", SIGTERM: "SIGTERM", SIGHUP: "SIGINT" } as const;

/** Forwards signals to what runs, until `stop`. */
export function forwardSignals(processes: Processes, { err }: Pick<Io, "err">): Signals {
  let first: NodeJS.Signals | undefined;
  const names = Object.keys(FORWARDED) as (keyof typeof FORWARDED)[];
  const received = (signal: NodeJS.Signals): void => {
    processes.signal(FORWARDED[signal as keyof typeof FORWARDED]);
    if (first === undefined)
      err(`${signal}: nothing new is started, and what runs is asked to end; once more makes it end at once\n`);
    first ??= signal;
  };
  for (const name of names) process.on(name, received);
  return {
    received: () => first,
    stop: () => {
      for (const name of names) process.off(name, received);
    },
  };
}

/** As shells have it: 130 for SIGINT. */
export const exitCodeOf = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];
