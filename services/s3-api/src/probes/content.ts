import type { IncomingMessage } from "node:http";
import { pathOf } from "../http/target";
import type { Vitals } from "./vitals";

/** What the probes' thread is started with. */
export interface ProbeOptions {
  readonly memory: SharedArrayBuffer;
  readonly host: string;
  readonly port: number;
}

export interface Content {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const json = (status: number, value: object): Content => ({
  status,
  type: "application/json",
  text: JSON.stringify(value),
});

/** What the probes' listener answers: https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/ */
export function contentOf(
  { method, url = "" }: Pick<IncomingMessage, "method" | "url">,
  vitals: Vitals,
  metrics: string | undefined,
): Content {
  if (method !== "GET" && method !== "HEAD") return json(405, { status: "only GET and HEAD" });
  switch (pathOf(url)) {
    case "/healthz":
      return vitals.isAlive() ? json(200, { status: "alive" }) : json(503, { status: "hung" });
    case "/readyz":
      return vitals.isReady() ? json(200, { status: "ready" }) : json(503, { status: "not ready" });
    case "/metrics":
      return metrics === undefined
        ? json(503, { status: "not yet" })
        : { status: 200, type: "text/plain; version=0.0.4; charset=utf-8", text: metrics };
    default:
      return json(404, { status: "no such path" });
  }
}
