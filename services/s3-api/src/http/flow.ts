import type { ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { timedOut } from "../upstream/problem";
import { type Exchange, LEFT } from "./exchange";

/** An object on its way from S3 to a caller: it breaks off where S3 stalls, and knows for how long the caller has. */
export class Flow {
  private moved = performance.now();

  constructor(
    private readonly body: Readable,
    private readonly exchange: Exchange,
    upstreamTimeout: number,
  ) {
    breakWhenIdle(body, upstreamTimeout).on("data", (part: Buffer) => {
      this.moved = performance.now();
      exchange.bytes += part.length;
    });
  }

  /** For how long the caller has taken nothing, in milliseconds; 0 where it has all that S3 has sent. */
  stalled(): number {
    return this.exchange.response.writableNeedDrain ? performance.now() - this.moved : 0;
  }

  /**
   * Sends it; as many bytes are in memory as the buffers of two sockets hold.
   * @throws what S3's connection broke off with, or what the exchange was ended with
   */
  async send(): Promise<void> {
    const { body } = this;
    try {
      await this.sent();
    } finally {
      body.unpipe();
      body.on("error", () => undefined).destroy();
    }
  }

  private sent(): Promise<void> {
    const { response, end } = this.exchange;
    const { body } = this;
    return new Promise((resolve, reject) => {
      if (end.signal.aborted) return reject(end.signal.reason);
      end.signal.addEventListener("abort", () => reject(end.signal.reason), { once: true });
      body.once("error", reject);
      body.once("close", () => {
        if (!body.readableEnded) reject(new Error("S3 broke off"));
      });
      response.once("close", () => (response.writableFinished ? resolve() : reject(LEFT)));
      body.pipe<ServerResponse>(response);
    });
  }
}

/** Ends the read once S3 has sent nothing for a time. The time for which the client does not read does not count. */
export function breakWhenIdle(body: Readable, time: number): Readable {
  const timer = setTimeout(() => {
    if (!body.isPaused()) body.destroy(timedOut());
  }, time);
  const restart = () => timer.refresh();
  return body
    .on("data", restart)
    .on("resume", restart)
    .once("close", () => clearTimeout(timer));
}
