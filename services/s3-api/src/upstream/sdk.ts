import type { Readable } from "node:stream";
import { GetObjectCommand, HeadObjectCommand, type S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { HttpRequest, HttpResponse } from "@smithy/core/transport";
import type { MiddlewareStack } from "@smithy/types";
import { type Fault, UpstreamError, type UpstreamErrorOptions } from "./error";
import type { ObjectStore, ReadHeaders, StoredObject } from "./store";

type Headers = StoredObject["headers"];

/** The bucket, read by the AWS SDK's own client. */
export class SdkStore implements ObjectStore {
  /** S3's headers of an answer, of which the SDK keeps some only. */
  private readonly answered = new WeakMap<object, Headers>();

  constructor(
    private readonly s3: S3Client,
    private readonly bucket: string,
  ) {
    s3.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        if (result.output && HttpResponse.isInstance(result.response))
          this.answered.set(result.output, result.response.headers);
        return result;
      },
      { step: "deserialize", priority: "high", name: "keepHeaders" },
    );
  }

  async read(method: "GET" | "HEAD", key: string, headers: ReadHeaders, signal: AbortSignal): Promise<StoredObject> {
    const input = { Bucket: this.bucket, Key: key, ...inputOf(headers) };
    try {
      const object = await (method === "HEAD"
        ? this.s3.send(traced(new HeadObjectCommand(input), headers), { abortSignal: signal })
        : this.s3.send(traced(new GetObjectCommand(input), headers), { abortSignal: signal }));
      const status = object.$metadata.httpStatusCode ?? 200;
      const body = "Body" in object ? (object.Body as Readable) : undefined;
      return { status, headers: this.answered.get(object) ?? {}, body };
    } catch (error) {
      throw signal.aborted ? signal.reason : upstreamErrorOf(error);
    }
  }
}

const inputOf = (headers: ReadHeaders) => ({
  Range: headers.range,
  IfMatch: headers["if-match"],
  IfNoneMatch: headers["if-none-match"],
  IfModifiedSince: dateOf(headers["if-modified-since"]),
  IfUnmodifiedSince: dateOf(headers["if-unmodified-since"]),
});

const dateOf = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

/** The command with what traces the caller's request, which S3's API has no name for. */
function traced<Input extends object, Output extends object, Command extends Traceable<Input, Output>>(
  command: Command & Traceable<Input, Output>,
  { traceparent, tracestate }: ReadHeaders,
): Command {
  if (traceparent === undefined) return command;
  const trace = { traceparent, ...(tracestate === undefined ? {} : { tracestate }) };
  command.middlewareStack.add(
    (next) => (args) => {
      if (HttpRequest.isInstance(args.request)) Object.assign(args.request.headers, trace);
      return next(args);
    },
    { step: "build", name: "passTraceOn" },
  );
  return command;
}

interface Traceable<Input extends object, Output extends object> {
  readonly middlewareStack: MiddlewareStack<Input, Output>;
}

/** What the AWS SDK throws: a service exception, or an error of the connection or of the credentials. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly headers?: Headers };
}

const TIME_OUTS = ["TimeoutError", "RequestTimeout", "ETIMEDOUT", "ESOCKETTIMEDOUT"];
/** What S3 answers where it knows the caller, but not by these credentials. */
const REFUSED_CREDENTIALS = ["ExpiredToken", "InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch"];

/** Faults by S3's status, where its code says no more. */
const BY_STATUS: Readonly<Record<number, Fault>> = {
  304: "not modified",
  403: "denied",
  404: "no object",
  412: "precondition failed",
  416: "range not satisfiable",
};

/** An error of the SDK's, by what it comes to. */
export function upstreamErrorOf(error: unknown): UpstreamError {
  const { name = "", $metadata, $response } = error as SdkError;
  const options: UpstreamErrorOptions = {
    status: $metadata?.httpStatusCode,
    code: name,
    requestId: $metadata?.requestId,
    headers: $response?.headers,
    cause: error,
  };
  return new UpstreamError(faultOf(error), error instanceof Error ? error.message : name, options);
}

function faultOf(error: unknown): Fault {
  const { name = "", code = "", $metadata } = error as SdkError;
  if (TIME_OUTS.includes(name) || TIME_OUTS.includes(code)) return "timed out";
  if (hasNoCredentials(error)) return "no credentials";
  if (name === "NoSuchBucket") return "no bucket";
  return BY_STATUS[$metadata?.httpStatusCode ?? 0] ?? "failed";
}

/** Whether the pod has no credentials that S3 takes: errors of the SDK's providers, and of the services that they ask. */
function hasNoCredentials(error: unknown): boolean {
  if (error instanceof S3ServiceException) return REFUSED_CREDENTIALS.includes(error.name);
  const { name, $metadata } = error as SdkError;
  return (
    $metadata?.httpStatusCode !== undefined || name === "CredentialsProviderError" || name === "TokenProviderError"
  );
}
