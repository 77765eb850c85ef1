import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { contentOf, type ProbeOptions } from "./probes/content";
import { Vitals } from "./probes/vitals";

/**
 * Answers probes and Prometheus from a thread of its own: the main thread may have so many readers that it
 * takes seconds to come round to a probe, and a pod that works would be killed.
 */
const { memory, host, port }: ProbeOptions = workerData;
const vitals = new Vitals(memory);
let metrics: string | undefined;

parentPort?.on("message", (text: string) => {
  metrics = text;
});
const server = createServer((request, response) => {
  const { status, type, text } = contentOf(request, vitals, metrics);
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(text);
});
server.listen(port, host, () => {
  const address = server.address();
  parentPort?.postMessage(typeof address === "object" ? address?.port : undefined);
});
