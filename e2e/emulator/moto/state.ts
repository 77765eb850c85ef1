import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { ClientOptions, State } from "../enforcement/enforcement";
import { Partitions } from "../partitions";

/** Moto does not check them. */
const KEYS = { accessKeyId: "AKIAMOTO", secretAccessKey: "moto" };

/** How the law talks to the moto at `endpoint`. */
export function stateAt(endpoint: string): State {
  return {
    endpoint,
    partitions: new Partitions(),
    client: (account, region = "us-east-1"): ClientOptions => ({
      endpoint,
      region,
      credentials: KEYS,
      requestHandler: new InAccount(account),
      forcePathStyle: true,
      maxAttempts: 3,
    }),
  };
}

/** Sends each request with the account in which moto shall answer it. */
class InAccount extends NodeHttpHandler {
  constructor(private readonly account: string) {
    super();
  }

  override handle(...[request, options]: Parameters<NodeHttpHandler["handle"]>) {
    request.headers["x-moto-account-id"] = this.account;
    return super.handle(request, options);
  }
}
