import { Agent } from "node:http";
import { Agent as SecureAgent } from "node:https";
import { S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsCredentialIdentity, RetryStrategyV2 } from "@smithy/types";
import { CONNECTIONS, type Settings } from "../settings";
import { podCredentials } from "./credentials";
import { endpointOf } from "./endpoint";
import { UpstreamError } from "./error";
import { HttpStore } from "./http";
import { SdkStore } from "./sdk";
import type { ObjectStore } from "./store";

/**
 * The SDK's clients of the process: one that reads objects where HttpStore cannot, and knows region, endpoint
 * and retries for it; and one for STS. Credentials come from the SDK's default chain only; region and endpoint from
 * AWS_REGION and AWS_ENDPOINT_URL.
 */
export function clientsOf({ upstreamTimeout, forcePathStyle }: Settings) {
  const connectionTimeout = connectionTimeoutOf(upstreamTimeout);
  const bounded = new NodeHttpHandler({
    connectionTimeout,
    requestTimeout: upstreamTimeout,
    throwOnRequestTimeout: true,
    socketTimeout: upstreamTimeout,
  });
  const sts = new STSClient({ maxAttempts: 1, requestHandler: bounded });
  const agent = { keepAlive: true, maxSockets: CONNECTIONS };
  const s3 = new S3Client({
    forcePathStyle,
    responseChecksumValidation: "WHEN_REQUIRED",
    // the same, asked for once; and by the other's request handler, with which STS cannot stall for ever
    credentials: podCredentials(sts.config.credentials),
    // no time-out of the socket, which would cut slow readers: the reads' own are in ../http
    requestHandler: new NodeHttpHandler({ connectionTimeout, socketTimeout: 0, httpAgent: agent, httpsAgent: agent }),
  });
  return { s3, sts };
}

const connectionTimeoutOf = (upstreamTimeout: number): number => Math.min(upstreamTimeout, 3_000);

/** What leads to S3, for the whole process. */
export interface Upstream {
  readonly store: ObjectStore;
  readonly sts: STSClient;
  /** The pod's own credentials, those in use or new ones. Throws an UpstreamError where there are none. */
  readonly credentials: () => Promise<AwsCredentialIdentity>;
  /** Throws where the bucket's name, region and endpoint do not fit together. */
  readonly endpoint: () => Promise<unknown>;
  /** Ends its connections. */
  close(): void;
}

/** @see clientsOf */
export function upstreamOf(settings: Settings): Upstream {
  const { s3, sts } = clientsOf(settings);
  const keptAlive = { keepAlive: true, maxSockets: CONNECTIONS };
  const agents = { "http:": new Agent(keptAlive), "https:": new SecureAgent(keptAlive) };
  const choose = async (): Promise<ObjectStore> => {
    const endpoint = await endpointOf(s3, settings.bucket);
    if (!endpoint) return new SdkStore(s3, settings.bucket);
    return new HttpStore({
      endpoint,
      agent: agents[endpoint.url.protocol === "http:" ? "http:" : "https:"],
      connectionTimeout: connectionTimeoutOf(settings.upstreamTimeout),
      credentials: s3.config.credentials,
      retryStrategy: (await s3.config.retryStrategy()) as RetryStrategyV2,
    });
  };
  return {
    store: chosenOnce(choose),
    sts,
    credentials: () => s3.config.credentials(),
    endpoint: () => endpointOf(s3, settings.bucket),
    close: () => {
      for (const ended of [s3, sts, ...Object.values(agents)]) ended.destroy();
    },
  };
}

/** The store that `choose` comes to, asked for with the first read, and again where it failed. */
function chosenOnce(choose: () => Promise<ObjectStore>): ObjectStore {
  let chosen: ObjectStore | undefined;
  return {
    read: async (...asked) => {
      chosen ??= await choose().catch((error) => {
        const message = `found no endpoint for the bucket: ${error.message}`;
        throw new UpstreamError("misconfigured", message, { cause: error });
      });
      return chosen.read(...asked);
    },
  };
}
