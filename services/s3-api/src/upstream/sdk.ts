import "@aws-sdk/signature-v4a"; // multi-region access points; the SDK looks for it by itself
import { Readable } from "node:stream";
import { GetObjectCommand, HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { HttpRequest, HttpResponse } from "@smithy/core/transport";
import type { MiddlewareStack } from "@smithy/types";
import { faultOf } from "./answer";
import { TIME_OUTS, UpstreamError } from "./error";
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
      // or its connection would not be free again: the SDK leaves the body of an answer that it cannot read
      const { $response } = error as SdkError;
      if ($response?.body instanceof Readable) $response.body.destroy();
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

/** What the AWS SDK throws: a service exception, an error of the connection, or one of what it asks for credentials. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly headers?: Headers; readonly body?: unknown };
}

/** An error of the SDK's, by what it comes to. */
function upstreamErrorOf(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const { name = "", code = name, message = name, $metadata = {}, $response } = error as SdkError;
  const { httpStatusCode: status, requestId } = $metadata;
  const late = TIME_OUTS.includes(name) || TIME_OUTS.includes(code);
  const fault = late ? "timed out" : status === undefined ? "failed" : faultOf(status, name);
  return new UpstreamError(fault, message, { status, code, requestId, headers: $response?.headers, cause: error });
}
