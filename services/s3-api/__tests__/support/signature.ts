import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";

/**
 * The signature that S3 expects of a request as it came, by AWS's description of it.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function signatureOf({ method, url = "", headers }: IncomingMessage, secret: string): string {
  const { authorization = "", "x-amz-date": date } = headers;
  const [, scope = "", signed = ""] = /Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+)/.exec(authorization) ?? [];
  const [path, query = ""] = url.split("?");
  const lines = signed.split(";").map((name) => `${name}:${headers[name]}\n`);
  const request = [method, path, query, lines.join(""), signed, headers["x-amz-content-sha256"]].join("\n");
  const hash = createHash("sha256").update(request).digest("hex");
  let key: Buffer | string = `AWS4${secret}`;
  for (const part of scope.split("/")) key = createHmac("sha256", key).update(part).digest();
  return createHmac("sha256", key).update(`AWS4-HMAC-SHA256\n${date}\n${scope}\n${hash}`).digest("hex");
}
