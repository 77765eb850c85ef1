/** What kept an object from being read; problem.ts has what a caller is told of each. */
export type Fault =
  | "not modified"
  | "denied"
  | "no object"
  | "precondition failed"
  | "range not satisfiable"
  | "archived"
  | "no bucket"
  | "wrong region"
  | "no credentials"
  | "clock skewed"
  | "misconfigured"
  | "refused"
  | "throttled"
  | "timed out"
  | "failed";

/** Names and codes of the SDK's and of Node.js's errors. */
export const TIME_OUTS: readonly string[] = ["TimeoutError", "RequestTimeout", "ETIMEDOUT", "ESOCKETTIMEDOUT"];

export interface UpstreamErrorOptions extends ErrorOptions {
  /** S3's status, where it answered. */
  readonly status?: number;
  /** S3's error code, such as `NoSuchKey`: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
  readonly code?: string;
  /** S3's `x-amz-request-id`, which AWS support asks for. */
  readonly requestId?: string;
  /** Headers of S3's answer. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** S3, or what a request to it needs, did not give an object. For the log, not for callers. */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  readonly #headers: Readonly<Record<string, string | undefined>>;

  constructor(
    readonly fault: Fault,
    message: string,
    { status, code, requestId, headers = {}, cause }: UpstreamErrorOptions = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.code = code;
    this.requestId = requestId;
    this.#headers = headers;
  }

  /** Headers of S3's answer; no property, so that logs do not have them. */
  header(name: string): string | undefined {
    return this.#headers[name];
  }
}
