import type { IncomingMessage, RequestOptions } from "node:http";
import { extendedEncodeURIComponent } from "@smithy/core/protocols";
import { isThrottlingError, isTransientError } from "@smithy/core/retry";
import type { AwsCredentialIdentityProvider, RetryErrorType, RetryStrategyV2, RetryToken } from "@smithy/types";
import { errorOf } from "./answer";
import { Clock } from "./clock";
import type { Endpoint } from "./endpoint";
import { UpstreamError } from "./error";
import { type Sender, send } from "./send";
import { Signer } from "./sign";
import type { ObjectStore, ReadHeaders, StoredObject } from "./store";

export interface HttpStoreOptions extends Sender {
  readonly endpoint: Endpoint;
  readonly credentials: AwsCredentialIdentityProvider;
  readonly retryStrategy: RetryStrategyV2;
}

/** CloudTrail shows it for each read. */
const USER_AGENT = "s3-api/1.0";

/** The bucket, read by requests that are signed and sent here: as the SDK's client does it, for a third of its CPU time (bench/README.md). */
export class HttpStore implements ObjectStore {
  protected readonly send = send;
  private readonly clock = new Clock();
  private readonly signer: Signer;
  /** Where S3 is. */
  private readonly at: RequestOptions;
  /** What an object's path starts with. */
  private readonly base: string;

  constructor(private readonly options: HttpStoreOptions) {
    const { endpoint, credentials } = options;
    const { protocol, hostname, port, host, pathname } = endpoint.url;
    this.signer = new Signer({ credentials, host, region: endpoint.signingRegion, service: endpoint.signingName });
    this.at = { protocol, hostname, port };
    this.base = `${pathname.replace(/\/$/, "")}/`;
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
    const path = this.base + pathOf(key);
    const signed = await this.signer.sign(method, path, headers, this.clock.now());
    signed.push("user-agent", USER_AGENT);
    return this.send({ ...this.at, method, path, headers: signed }, this.options, signal);
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
