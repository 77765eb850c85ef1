import { S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { Settings } from "./settings";

/** As many requests as may wait for S3 at a time. */
const CONNECTIONS = 512;

/**
 * The one S3 client of the process, and one for STS. Credentials come from the SDK's default chain
 * only; region and endpoint from AWS_REGION and AWS_ENDPOINT_URL.
 */
export function clientsOf({ upstreamTimeout, forcePathStyle }: Settings) {
  const requestHandler = () =>
    new NodeHttpHandler({
      connectionTimeout: Math.min(upstreamTimeout, 3_000),
      requestTimeout: upstreamTimeout,
      throwOnRequestTimeout: true,
      socketTimeout: upstreamTimeout,
      httpAgent: { keepAlive: true, maxSockets: CONNECTIONS },
      httpsAgent: { keepAlive: true, maxSockets: CONNECTIONS },
    });
  return {
    s3: new S3Client({
      forcePathStyle,
      maxAttempts: 2,
      requestHandler: requestHandler(),
      responseChecksumValidation: "WHEN_REQUIRED",
    }),
    sts: new STSClient({ maxAttempts: 1, requestHandler: requestHandler() }),
  };
}
