import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { bodyOf, Problem } from "../problem";
import { Connection, type ConnectionOptions } from "./connection";

export interface ListenerOptions extends Pick<ConnectionOptions, "answer"> {
  /** How long the head of a request may take, in milliseconds. */
  readonly headerTimeout: number;
  /** How long nothing may move on a connection, in milliseconds. */
  readonly idleTimeout: number;
}

/** A whole request, body included; answers wait for no body. */
const REQUEST_TIMEOUT = 30_000;
/** Longer than load balancers keep theirs, usually 60 s. */
const KEEP_ALIVE = 72_000;
/** What a caller may take between the connection and the first byte of a request, once no more are taken. */
const LAST_CHANCE = 1_000;

/** Takes callers' connections, and ends so that no request is lost. */
export class Listener {
  private readonly server: Server;
  private readonly connections = new Map<Socket, Connection>();
  private draining = false;

  constructor({ answer, headerTimeout, idleTimeout }: ListenerOptions) {
    const options = {
      headersTimeout: headerTimeout,
      requestTimeout: Math.max(REQUEST_TIMEOUT, headerTimeout),
      // how often Node.js looks for requests past their time; its default of 30 s lets them take twice as long
      connectionsCheckingInterval: Math.min(1_000, headerTimeout),
      keepAliveTimeout: KEEP_ALIVE,
      requireHostHeader: false, // app.ts does, with a problem and a line in the log
    };
    const take = (request: IncomingMessage, response: ServerResponse) =>
      this.connections.get(request.socket)?.take(request, response);
    this.server = createServer(options, take);
    // close() would cut answers that have ended and are still on their way to a slow caller; drain() looks by itself
    this.server.closeIdleConnections = () => undefined;
    // no `100 Continue`: no body is read; another expectation may be ignored: https://www.rfc-editor.org/rfc/rfc9110#section-10.1.1
    for (const event of ["checkContinue", "checkExpectation"]) this.server.on(event, take);
    this.server.on("clientError", (error, socket: Socket) => {
      if (this.connections.get(socket)?.isBusy()) socket.destroy();
      else refuse(error, socket);
    });
    this.server.on("connection", (socket) => {
      this.connections.set(socket, new Connection(socket, { answer, draining: () => this.draining }));
      socket.once("close", () => this.connections.delete(socket));
    });
    this.server.setTimeout(idleTimeout);
  }

  /** @returns where it listens */
  async listen(port: number, host: string): Promise<AddressInfo> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(port, host, resolve);
    });
    return this.server.address() as AddressInfo;
  }

  /**
   * Goes on as before for `delay` milliseconds, but that each answer is its connection's last, so that callers
   * go elsewhere; then takes no more connections, and lets requests under way end.
   * @returns once none is left
   */
  async drain(delay: number): Promise<void> {
    this.draining = true;
    await sleep(delay);
    this.server.close();
    while (this.connections.size > 0) {
      for (const connection of this.connections.values()) connection.endIfIdle(LAST_CHANCE);
      await sleep(20);
    }
  }
}

const REFUSALS: Readonly<Record<string, readonly [number, string, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, "Request time-out", "The request did not come whole in time."],
  HPE_HEADER_OVERFLOW: [431, "Head too large", "The head of the request is over 16 KiB."],
};
const UNREADABLE = [400, "Bad request", "The request could not be read as HTTP."] as const;

/** Answers what is no request, where nothing else is being answered. */
function refuse(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const problem = new Problem(...(REFUSALS[error.code ?? ""] ?? UNREADABLE));
  const body = JSON.stringify(bodyOf(problem));
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${problem.title}`,
      "connection: close",
      "content-type: application/problem+json",
      "cache-control: no-store",
      `content-length: ${Buffer.byteLength(body)}`,
      "",
      body,
    ].join("\r\n"),
    () => socket.destroy(),
  );
}
