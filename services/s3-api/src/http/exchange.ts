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
    /** The address of the connection's other end. */
    readonly client: string,
    /** Whether its answer is the connection's last. */
    private readonly closing: () => boolean,
  ) {
    this.path = pathOf(request.url ?? "");
    this.id = requestIdOf(request.headers);
    this.trace = traceOf(request.headers);
  }

  /** Sends the head of the answer, with what comes next; names and values in turn. */
  head(status: number, headers: readonly string[]): void {
    const all = ["x-request-id", this.id, ...headers];
    if (this.closing()) all.push("connection", "close");
    this.response.writeHead(status, all);
  }

  /** Answers with JSON, of which HEAD gets the head only. */
  json(status: number, value: object, headers: Readonly<Record<string, string>> = {}): void {
    const text = JSON.stringify(value);
    const all = {
      "content-type": "application/json",
      "content-length": `${Buffer.byteLength(text)}`,
      "cache-control": "no-store",
      ...headers,
    };
    this.head(status, Object.entries(all).flat());
    this.response.end(text);
  }
}
