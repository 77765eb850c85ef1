import type { IncomingMessage } from "node:http";
import { extendedEncodeURIComponent } from "@smithy/core/protocols";
import { isThrottlingError, isTransientError } from "@smithy/core/retry";
import { HttpRequest } from "@smithy/core/transport";
import { SignatureV4 } from "@smithy/signature-v4";
import type {
  AwsCredentialIdentityProvider,
  ChecksumConstructor,
  HashConstructor,
  RetryErrorType,
  RetryStrategyV2,
  RetryToken,
} from "@smithy/types";
import { errorOf } from "./answer";
import { Clock } from "./clock";
import type { Endpoint } from "./endpoint";
import { UpstreamError } from "./error";
import { type Sender, send } from "./send";
import type { ObjectStore, ReadHeaders, StoredObject } from "./store";

export interface HttpStoreOptions extends Sender {
  readonly endpoint: Endpoint;
  readonly credentials: AwsCredentialIdentityProvider;
  readonly sha256: ChecksumConstructor | HashConstructor;
  readonly retryStrategy: RetryStrategyV2;
}

/** The SHA-256 of no bytes, which is what a read sends. */
const NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/** CloudTrail shows it for each read. */
const USER_AGENT = "s3-api/1.0";

/** The bucket, read by requests that are signed and sent here: as the SDK's client does it, for less than half of its CPU time (bench/README.md). */
export class HttpStore implements ObjectStore {
  protected readonly send = send;
  private readonly clock = new Clock();
  private readonly signer: SignatureV4;
  /** What an object's path starts with. */
  private readonly base: string;

  constructor(private readonly options: HttpStoreOptions) {
    const { endpoint, credentials, sha256 } = options;
    this.signer = new SignatureV4({
      credentials,
      region: endpoint.signingRegion,
      service: endpoint.signingName,
      sha256,
      uriEscapePath: false, // S3's paths are encoded once
      applyChecksum: false,
    });
    this.base = `${endpoint.url.pathname.replace(/\/$/, "")}/`;
  }

  async read(method: "GET" | "HEAD", key: string, headers: ReadHeaders, signal: AbortSignal): Promise<StoredObject> {
    const { signingRegion } = this.options.endpoint;
    let token: RetryToken | undefined;
    for (let corrected = false; ; ) {
      let error: unknown;
      try {
        const answer = await this.ask(method, key, headers, signal);
        if (answer.statusCode === 200 || answer.statusCode === 206) {
          if (token) this.options.retryStrategy.recordSuccess(token);
          return objectOf(answer, method);
        }
        error = await errorOf(answer, signingRegion);
        if (!corrected && isRefused(answer) && this.clock.correctBy(answer.headers.date)) {
          corrected = true;
          continue;
        }
      } catch (thrown) {
        error = thrown;
      }
      if (signal.aborted) throw signal.reason;
      token = await this.again(error, token);
      if (signal.aborted) throw signal.reason;
    }
  }

  private async ask(method: string, key: string, headers: ReadHeaders, signal: AbortSignal): Promise<IncomingMessage> {
    const { protocol, hostname, port, host } = this.options.endpoint.url;
    const request = new HttpRequest({
      method,
      protocol,
      hostname,
      path: this.base + pathOf(key),
      headers: { host, "x-amz-content-sha256": NOTHING },
    });
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) request.headers[name] = value;
    const signed = await this.signer.sign(request, { signingDate: this.clock.now(), unsignableHeaders: UNSIGNED });
    signed.headers["user-agent"] = USER_AGENT;
    const target = { protocol, hostname, port, method, path: signed.path, headers: signed.headers };
    return this.send(target, this.options, signal);
  }

  /** Waits until S3 may be asked again; throws the error where it may not. */
  private async again(error: unknown, token?: RetryToken): Promise<RetryToken> {
    const { retryStrategy } = this.options;
    const errorType = retryTypeOf(error);
    if (errorType === undefined) throw described(error);
    try {
      const last = token ?? (await retryStrategy.acquireInitialRetryToken(""));
      return await retryStrategy.refreshRetryTokenForRetry(last, { errorType });
    } catch {
      throw described(error);
    }
  }
}

/** Proxies on the way may change what traces a request. */
const UNSIGNED = new Set(["traceparent", "tracestate"]);

/** A key as S3 wants it in a path, and in what is signed: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
const pathOf = (key: string): string => extendedEncodeURIComponent(key).replaceAll("%2F", "/");

function objectOf(answer: IncomingMessage, method: string): StoredObject {
  const { statusCode: status = 0, headers } = answer as IncomingMessage & Pick<StoredObject, "headers">;
  if (method === "GET") return { status, headers, body: answer };
  answer.resume(); // or its connection would not be free again
  return { status, headers, body: undefined };
}

const isRefused = ({ statusCode }: IncomingMessage): boolean => statusCode === 400 || statusCode === 403;

/** Whether S3 is worth asking again, and how, by what the SDK holds for it. */
function retryTypeOf(error: unknown): RetryErrorType | undefined {
  const { status, code } = error as Partial<UpstreamError>;
  const known = { name: code ?? "", message: "", code, $metadata: { httpStatusCode: status } };
  if (isThrottlingError(known)) return "THROTTLING";
  return isTransientError(known) ? "TRANSIENT" : undefined;
}

/** An error of the connection's as one of the store's. */
function described(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  const fault = code === "ETIMEDOUT" ? "timed out" : "failed";
  return new UpstreamError(fault, `S3 could not be reached: ${message}`, { code, cause: error });
}
