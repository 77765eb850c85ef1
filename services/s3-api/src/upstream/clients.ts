import { S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { AwsCredentialIdentity } from "@smithy/types";
import type { Settings } from "../settings";
import { SdkStore } from "./sdk";
import type { ObjectStore } from "./store";

/** As many objects as are read at a time; each has a connection to S3 for as long as its reader takes. */
export const CONNECTIONS = 512;

/** Middleware of S3 clients that does nothing for reads of one bucket, and costs CPU for each: bench/README.md. */
export const UNUSED_MIDDLEWARE = [
  "loggerMiddleware", // copies each answer for a logger that is not there
  "recursionDetectionMiddleware", // a header in AWS Lambda
  "addExpectContinueMiddleware", // of uploads
  "contentLengthMiddleware", // of uploads
  "regionRedirectMiddleware", // of followRegionRedirects, which is off
  "validateBucketNameMiddleware", // always the same name, which settings.ts looks at
];

/**
 * The clients of the process: one that reads objects, one that asks whether the bucket can be reached and
 * has connections left for that when all others are taken, and one for STS. Credentials come from the SDK's
 * default chain only; region and endpoint from AWS_REGION and AWS_ENDPOINT_URL.
 */
export function clientsOf({ upstreamTimeout, forcePathStyle }: Settings) {
  const connectionTimeout = Math.min(upstreamTimeout, 3_000);
  const bounded = () =>
    new NodeHttpHandler({
      connectionTimeout,
      requestTimeout: upstreamTimeout,
      throwOnRequestTimeout: true,
      socketTimeout: upstreamTimeout,
    });
  const agent = { keepAlive: true, maxSockets: CONNECTIONS };
  const options = { forcePathStyle, maxAttempts: 2, responseChecksumValidation: "WHEN_REQUIRED" } as const;
  const probe = new S3Client({ ...options, requestHandler: bounded() });
  const s3 = new S3Client({
    ...options,
    // the same, asked for once; and by the other's request handler, with which STS cannot stall for ever
    credentials: probe.config.credentials,
    // no time-out of the socket, which would cut slow readers: object.ts has them
    requestHandler: new NodeHttpHandler({ connectionTimeout, socketTimeout: 0, httpAgent: agent, httpsAgent: agent }),
  });
  for (const client of [s3, probe]) for (const name of UNUSED_MIDDLEWARE) client.middlewareStack.remove(name);
  const sts = new STSClient({ maxAttempts: 1, requestHandler: bounded() });
  return { s3, probe, sts };
}

/** What leads to S3, for the whole process. */
export interface Upstream {
  readonly store: ObjectStore;
  /** A client for readiness. */
  readonly probe: S3Client;
  readonly sts: STSClient;
  /** The pod's own credentials, those in use or new ones. */
  readonly credentials: () => Promise<AwsCredentialIdentity>;
  /** Ends its connections. */
  close(): void;
}

/** @see clientsOf */
export function upstreamOf(settings: Settings): Upstream {
  const clients = clientsOf(settings);
  return {
    store: new SdkStore(clients.s3, settings.bucket),
    probe: clients.probe,
    sts: clients.sts,
    credentials: () => clients.probe.config.credentials(),
    close: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
