import { Worker } from "node:worker_threads";
import type { Log } from "../log";
import type { ProbeOptions } from "./content";
import type { Vitals } from "./vitals";

/** In milliseconds. */
const BEAT_EVERY = 250;
const METRICS_EVERY = 2_000;

export interface ProbesOptions extends Omit<ProbeOptions, "memory"> {
  /** The bundle of probe-thread.ts. */
  readonly script: string;
  readonly vitals: Vitals;
  /** In Prometheus's text format. */
  readonly metrics: () => Promise<string>;
  readonly log: Log;
}

/**
 * Starts the listener for probes and metrics, in a thread of its own. Where it cannot listen, the service goes on
 * and its log says why: what becomes of a pod whose probes fail is Kubernetes's to decide.
 */
export function startProbes({ script, vitals, metrics, log, host, port }: ProbesOptions): Worker {
  const workerData: ProbeOptions = { memory: vitals.memory, host, port };
  const worker = new Worker(script, { workerData });
  worker.unref();
  worker.once("error", (error) => log.error({ err: error }, "probes and metrics are not answered"));
  worker.once("message", (listening: number) => log.info(`probes and metrics at http://${host}:${listening}`));

  vitals.beat();
  setInterval(() => vitals.beat(), BEAT_EVERY).unref();
  const report = async () => worker.postMessage(await metrics());
  void report();
  setInterval(report, METRICS_EVERY).unref();
  return worker;
}
