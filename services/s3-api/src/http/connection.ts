import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Exchange, LEFT } from "./exchange";

/** As many requests as may wait on a connection for the answer before theirs. */
const PIPELINED = 16;
/** As many requests as may come behind those: Node.js keeps each of them, unanswered, as long as the connection. */
const UNANSWERED = 500;

export interface ConnectionOptions {
  /** Answers; done once the answer is out or the connection has ended. */
  readonly answer: (exchange: Exchange) => Promise<void>;
  /** Whether connections are to end with their next answer. */
  readonly draining: () => boolean;
}

/**
 * A caller's connection, whose requests are answered one after another: one that waits behind another holds
 * nothing but itself. Node.js would begin all at once, and never tell an answer that waits that its connection
 * has ended: https://nodejs.org/api/http.html#event-close_2
 */
export class Connection {
  private readonly waiting: Exchange[] = [];
  private current: Exchange | undefined;
  private full = false;
  private unanswered = 0;
  /** The address of its other end. */
  private readonly client: string;
  /** Since when nothing is asked of it, by `performance.now()`. */
  private idle = performance.now();

  constructor(
    private readonly socket: Socket,
    private readonly options: ConnectionOptions,
  ) {
    this.client = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
    socket.once("close", () => {
      this.waiting.length = 0;
      this.current?.end.abort(LEFT);
    });
  }

  /**
   * Takes a request. Past {@link PIPELINED} the last that waits is the last to be answered; those behind it
   * get no answer, and their caller asks them again: https://www.rfc-editor.org/rfc/rfc9112#section-9.3.2
   * A caller that goes on all the same is cut, or its requests would fill the memory.
   */
  take(request: IncomingMessage, response: ServerResponse): void {
    if (this.waiting.length === PIPELINED) this.full = true;
    if (this.full) {
      this.unanswered += 1;
      if (this.unanswered > UNANSWERED) this.socket.destroy();
      return;
    }
    const closing = () => this.options.draining() || (this.full && this.waiting.length === 0);
    const exchange = new Exchange(request, response, this.client, closing);
    if (this.current) this.waiting.push(exchange);
    else void this.answer(exchange);
  }

  isBusy(): boolean {
    return this.current !== undefined;
  }

  /** Ends it where nothing was asked of it for so long, in milliseconds; half a request is nothing. */
  endIfIdle(time: number): void {
    if (!this.current && performance.now() - this.idle >= time) this.socket.destroy();
  }

  private async answer(first: Exchange): Promise<void> {
    for (let next: Exchange | undefined = first; next; next = this.waiting.shift()) {
      this.current = next;
      await this.options.answer(next).catch((error) => this.socket.destroy(error));
    }
    this.current = undefined;
    this.idle = performance.now();
  }
}
