import type { Authorize } from "../access/access";
import { within } from "../deadline";
import type { Metrics } from "../metrics";
import { Problem } from "../problem";
import { conditionsOf } from "../upstream/conditions";
import { problemOf, timedOut } from "../upstream/problem";
import type { ObjectStore } from "../upstream/store";
import type { Exchange } from "./exchange";
import { Flow } from "./flow";
import { objectHeaders } from "./headers";
import { keyOf, PREFIX } from "./key";
import type { Eviction, Read, Slots } from "./slots";

export interface ObjectsOptions {
  readonly store: ObjectStore;
  readonly slots: Slots;
  readonly metrics: Metrics;
  readonly upstreamTimeout: number;
  /** Whether objects are for saving, not for showing. */
  readonly attachment: boolean;
  readonly authorize: Authorize;
}

/** `GET` and `HEAD /s3/{key}`: the object, streamed. */
export class Objects {
  constructor(private readonly options: ObjectsOptions) {}

  /** @throws Problem why there is no object, or, once its head is sent, why it broke off */
  async answer(exchange: Exchange): Promise<void> {
    const key = keyOf(exchange.path.slice(PREFIX.length));
    exchange.subject = await this.options.authorize(exchange.request.headers, key);
    const { slots, metrics } = this.options;
    let flow: Flow | undefined;
    const read: Read = {
      client: exchange.client,
      stalled: () => flow?.stalled() ?? 0,
      evict: (why) => {
        metrics.evicted(why);
        exchange.end.abort(EVICTED[why]);
      },
    };
    slots.take(read);
    try {
      flow = await this.open(exchange, key);
      await flow?.send();
    } catch (error) {
      throw problemOf(error);
    } finally {
      slots.release(read);
    }
  }

  /** Asks S3, and sets the head of the answer; a fault before the first byte can still take its place. */
  private async open(exchange: Exchange, key: string): Promise<Flow | undefined> {
    const { store, metrics, upstreamTimeout } = this.options;
    const { request, response, trace, end } = exchange;
    const method = request.method === "HEAD" ? "HEAD" : "GET";
    const headers = { ...conditionsOf(method, request.headers), ...trace };
    const answered = metrics.upstream();
    const ask = async (signal: AbortSignal) => {
      const object = await store.read(method, key, headers, signal);
      if (signal.aborted) object.body?.destroy();
      return object;
    };
    const object = await within(upstreamTimeout, timedOut, ask, end).catch((error: unknown) => {
      answered(problemOf(error).status);
      throw error;
    });
    answered(object.status);
    const head = objectHeaders(object.headers, this.options);
    if (object.body) return new Flow({ ...object, body: object.body, head }, exchange, upstreamTimeout);
    exchange.head(object.status, head);
    response.end();
    return undefined;
  }
}

const again = { "retry-after": "1" };
const EVICTED: Readonly<Record<Eviction, Problem>> = {
  slow: new Problem(503, "Evicted", "Its caller took nothing while others waited to read; try again.", again),
  share: new Problem(503, "Evicted", "Its client read the most objects while another waited; try again.", again),
};
