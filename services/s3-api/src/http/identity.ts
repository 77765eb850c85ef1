import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** Ids of other services that log lines and headers can hold as they are. */
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The id of a request: the caller's own, where it has one that can be taken, so that both logs have the same. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
}

/** What traces a request through services, passed on as it came. */
export interface Trace {
  readonly traceparent?: string;
  readonly tracestate?: string;
}

/** Version, trace, parent and flags; later versions may have more: https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-[\x21-\x7e]*)?$/;
const TRACESTATE = /^[\x20-\x7e]{1,512}$/;
const NONE: Trace = {};

/** The W3C trace context of a request; none where it is not valid, as the specification wants it. */
export function traceOf(headers: IncomingHttpHeaders): Trace {
  const { traceparent, tracestate } = headers;
  if (typeof traceparent !== "string" || !TRACEPARENT.test(traceparent)) return NONE;
  return typeof tracestate === "string" && TRACESTATE.test(tracestate) ? { traceparent, tracestate } : { traceparent };
}

/** The id by which all services of a trace log. */
export const traceIdOf = ({ traceparent }: Trace): string | undefined => traceparent?.split("-")[1];
