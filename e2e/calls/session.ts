import type { NodeHttpHandler } from "@smithy/node-http-handler";
import type { Keys } from "../emulator/types";

/** What SDK clients have in common here: none tries twice, as a refusal is an answer. */
export interface SessionOptions {
  readonly endpoint: string;
  readonly requestHandler: NodeHttpHandler;
}

/** One caller's SDK clients of all services, each made once: making one takes longer than a request. */
export class Session {
  private readonly made = new Map<string, unknown>();

  constructor(
    readonly options: SessionOptions,
    private readonly credentials: Keys,
  ) {}

  client<C>(Client: new (options: object) => C, region: string): C {
    const key = `${Client.name} ${region}`;
    const known = this.made.get(key) as C | undefined;
    if (known) return known;
    const client = new Client({ ...this.options, region, credentials: this.credentials, maxAttempts: 1 });
    this.made.set(key, client);
    return client;
  }
}
