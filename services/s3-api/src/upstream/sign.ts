import { createHmac, hash } from "node:crypto";
import type { AwsCredentialIdentityProvider } from "@smithy/types";
import type { ReadHeaders } from "./store";

export interface SignerOptions {
  readonly credentials: AwsCredentialIdentityProvider;
  /** The host that is asked, with its port where it is not the scheme's. */
  readonly host: string;
  readonly region: string;
  readonly service: string;
}

/** The SHA-256 of no bytes, which is what a read sends. */
const NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const ALGORITHM = "AWS4-HMAC-SHA256";
/** What a read may ask and is signed, in the order of the alphabet. Not what traces it, which proxies on the way may change. */
const ASKED = ["if-match", "if-modified-since", "if-none-match", "if-unmodified-since", "range"] as const;
const TRACE = ["traceparent", "tracestate"] as const;

/**
 * Signs reads, which have neither body nor query, by Signature Version 4. The SDK's signer takes any request, and for
 * that a fifth of a small read's CPU time (bench/README.md).
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export class Signer {
  /** Keys are good for a day: derived once for each day and secret. */
  private key: Buffer = Buffer.alloc(0);
  private keyOf = "";

  constructor(private readonly options: SignerOptions) {}

  /** A request's headers with its signature, names and values in turn. Its path is encoded already, once. */
  async sign(method: string, path: string, headers: ReadHeaders, date: Date): Promise<string[]> {
    const { credentials, host, region, service } = this.options;
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
    const time = date.toISOString().replace(/[-:]|\.\d+/g, "");
    const day = time.slice(0, 8);
    const signed = ["host", host];
    for (const name of ASKED) if (headers[name] !== undefined) signed.push(name, headers[name]);
    signed.push("x-amz-content-sha256", NOTHING, "x-amz-date", time);
    if (sessionToken) signed.push("x-amz-security-token", sessionToken);

    const [lines, names] = canonical(signed);
    const request = `${method}\n${path}\n\n${lines}\n${names}\n${NOTHING}`;
    const scope = `${day}/${region}/${service}/aws4_request`;
    const signature = createHmac("sha256", this.keyFor(secretAccessKey, scope))
      .update(`${ALGORITHM}\n${time}\n${scope}\n${hash("sha256", request)}`)
      .digest("hex");
    const credential = `${accessKeyId}/${scope}`;
    signed.push(
      "authorization",
      `${ALGORITHM} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
    );
    for (const name of TRACE) if (headers[name] !== undefined) signed.push(name, headers[name]);
    return signed;
  }

  private keyFor(secret: string, scope: string): Buffer {
    const of = `${scope} ${secret}`;
    if (of !== this.keyOf) {
      this.key = scope
        .split("/")
        .reduce<Buffer>((key, part) => createHmac("sha256", key).update(part).digest(), Buffer.from(`AWS4${secret}`));
      this.keyOf = of;
    }
    return this.key;
  }
}

/** The lines and the names of headers, as they are signed: blanks at the ends of values do not count, and several are one. */
function canonical(headers: readonly string[]): readonly [lines: string, names: string] {
  let lines = "";
  let names = "";
  for (let at = 0; at < headers.length; at += 2) {
    lines += `${headers[at]}:${headers[at + 1]?.trim().replace(/\s+/g, " ")}\n`;
    names += at === 0 ? headers[at] : `;${headers[at]}`;
  }
  return [lines, names];
}
