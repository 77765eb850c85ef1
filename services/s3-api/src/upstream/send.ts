import { type Agent, type IncomingMessage, request as overHttp, type RequestOptions } from "node:http";
import { request as overHttps } from "node:https";

export interface Sender {
  readonly agent: Agent;
  /** Milliseconds in which a new connection's other end is to answer; the TLS handshake that follows is not counted. */
  readonly connectionTimeout: number;
}

/**
 * The answer, once its headers are there. The signal ends the request, and the answer's body as well.
 * Rejects with the connection's error, or the signal's reason.
 */
export function send(
  target: RequestOptions,
  { agent, connectionTimeout }: Sender,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (target.protocol === "https:" ? overHttps : overHttp)({ ...target, agent });
    const abort = () => request.destroy(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    let timer: NodeJS.Timeout | undefined;
    request
      .once("socket", (socket) => {
        if (!socket.connecting) return;
        const late = Object.assign(new Error(`found no connection in ${connectionTimeout} ms`), { code: "ETIMEDOUT" });
        // where this thread was busy, that it is connected is known only after the timers have had their turn
        const look = () => setImmediate(() => socket.connecting && request.destroy(late));
        timer = setTimeout(look, connectionTimeout);
        socket.once("connect", () => clearTimeout(timer));
      })
      .once("response", resolve)
      .once("error", reject)
      .once("close", () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
      })
      .end();
  });
}
