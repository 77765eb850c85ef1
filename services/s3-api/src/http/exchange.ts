import type { IncomingMessage, ServerResponse } from "node:http";
import { Problem } from "../problem";
import { requestIdOf, type Trace, traceOf } from "./identity";
import { pathOf } from "./target";

/** What ends a read whose caller is gone. */
export const LEFT = new Problem(499, "Client left", "The client left before it had the whole answer.");

/** One request and its answer. */
export class Exchange {
  /** Without the query. */
  readonly path: string;
  readonly id: string;
  readonly trace: Trace;
  /** The address of the connection's other end. */
  readonly client: string;
  /** Ends what is done for it: aborted with the {@link Problem} that it comes to. */
  readonly end = new AbortController();
  readonly began = performance.now();
  /** Whose token it has, where tokens are asked for. */
  subject: string | undefined;
  /** Bytes of the object that were sent. */
  bytes = 0;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    /** Whether its answer is the connection's last. */
    private readonly closing: () => boolean,
  ) {
    this.path = pathOf(request.url ?? "");
    this.id = requestIdOf(request.headers);
    this.trace = traceOf(request.headers);
    this.client = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  }

  /** Sets the head of the answer, in place of any that was set and not sent. */
  head(status: number, headers: Readonly<Record<string, string>>): void {
    const { response } = this;
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    response.statusCode = status;
    response.setHeader("x-request-id", this.id);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (this.closing()) response.setHeader("connection", "close");
  }

  /** Answers with JSON, of which HEAD gets the head only. */
  json(status: number, value: object, headers: Readonly<Record<string, string>> = {}): void {
    const text = JSON.stringify(value);
    this.head(status, {
      "content-type": "application/json",
      "content-length": `${Buffer.byteLength(text)}`,
      "cache-control": "no-store",
      ...headers,
    });
    this.response.end(text);
  }
}
