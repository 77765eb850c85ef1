import type { Readable } from "node:stream";
import { timedOut } from "../upstream/problem";
import type { StoredObject } from "../upstream/store";
import { type Exchange, LEFT } from "./exchange";

export interface FlowOptions extends StoredObject {
  readonly body: Readable;
  /** The head of the answer, names and values in turn. */
  readonly head: readonly string[];
}

/** An object on its way from S3 to a caller: it breaks off where S3 stalls, and knows for how long the caller has. */
export class Flow {
  private moved = performance.now();
  /** Bytes that are still to come; NaN where S3 does not say how many there are. */
  private left: number;

  constructor(
    private readonly options: FlowOptions,
    private readonly exchange: Exchange,
    upstreamTimeout: number,
  ) {
    this.left = Number(options.headers["content-length"]);
    breakWhenIdle(options.body, upstreamTimeout);
  }

  /** For how long the caller has taken nothing, in milliseconds; 0 where it has all that S3 has sent. */
  stalled(): number {
    const { writableNeedDrain, writableEnded, writableFinished } = this.exchange.response;
    return writableNeedDrain || (writableEnded && !writableFinished) ? performance.now() - this.moved : 0;
  }

  /**
   * Sends it; as many bytes are in memory as the buffers of two sockets hold.
   * @throws what S3's connection broke off with, or what the exchange was ended with
   */
  async send(): Promise<void> {
    const { body } = this.options;
    try {
      await this.sent();
    } finally {
      body.on("error", () => undefined).destroy();
    }
  }

  private sent(): Promise<void> {
    const { response, end } = this.exchange;
    const { body } = this.options;
    return new Promise((resolve, reject) => {
      if (end.signal.aborted) return reject(end.signal.reason);
      end.signal.addEventListener("abort", () => reject(end.signal.reason), { once: true });
      response.on("close", () => (response.writableFinished ? resolve() : reject(LEFT)));
      response.on("drain", () => body.resume());
      body.on("error", (error) => {
        if (!response.writableEnded) reject(error);
      });
      body.on("close", () => {
        if (!response.writableEnded) reject(new Error("S3 broke off"));
      });
      // a head that Node.js refuses is a fault of this read's, and not of the process
      const orReject = (act: () => void) => {
        try {
          act();
        } catch (error) {
          reject(error);
        }
      };
      body.on("end", () => orReject(() => this.finish()));
      body.on("data", (part) => orReject(() => this.pass(part)));
    });
  }

  /** Hands a part on: the first with the head, and the last with the end, each in one write. */
  private pass(part: Buffer): void {
    this.moved = performance.now();
    this.exchange.bytes += part.length;
    this.left -= part.length;
    if (this.left === 0) this.finish(part);
    else {
      this.begin();
      if (!this.exchange.response.write(part)) this.options.body.pause();
    }
  }

  /** Sets the head. What S3 sends with the first part, in TLS records of their own, goes out in the same write. */
  private begin(): void {
    const { status, head } = this.options;
    const { response } = this.exchange;
    if (response.headersSent) return;
    this.exchange.head(status, head);
    response.cork();
    setImmediate(() => response.writableEnded || response.uncork());
  }

  private finish(last?: Buffer): void {
    const { response } = this.exchange;
    if (response.writableEnded) return;
    this.begin();
    response.end(last);
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
