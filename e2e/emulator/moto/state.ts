import { NodeHttpHandler } from "@smithy/node-http-handler";
import { Partitions } from "../partitions";
import type { Keys } from "../types";

/** Access to moto without any permission check. */
export interface MotoState {
  /** http://127.0.0.1:PORT */
  readonly endpoint: string;
  /** The partition of each account: moto keeps each partition's resources apart. */
  readonly partitions: Partitions;
  /**
   * Options of an SDK client that talks to moto as `account`: its `x-moto-account-id` is set for each request.
   * `new IAMClient(state.client("111111111111"))`. Make one client per account and service and keep it.
   */
  client(account: string, region?: string): ClientOptions;
}

/** What SDK clients have in common; the headers are added by `requestHandler`. */
export interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Keys;
  readonly requestHandler: NodeHttpHandler;
  readonly forcePathStyle: true;
  readonly maxAttempts: 3;
}

/** Moto does not check them. */
const KEYS = { accessKeyId: "AKIAMOTO", secretAccessKey: "moto" };

/** Access to the moto at `endpoint`. */
export function stateAt(endpoint: string): MotoState {
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

/** Adds to each request the account in which moto answers it. */
class InAccount extends NodeHttpHandler {
  constructor(private readonly account: string) {
    super();
  }

  override handle(...[request, options]: Parameters<NodeHttpHandler["handle"]>) {
    request.headers["x-moto-account-id"] = this.account;
    return super.handle(request, options);
  }
}
