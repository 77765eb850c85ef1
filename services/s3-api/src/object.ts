import type { Readable } from "node:stream";
import { GetObjectCommand, type GetObjectCommandOutput, HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { FastifyReply, FastifyRequest } from "fastify";
import { CONNECTIONS } from "./clients";
import { within } from "./deadline";
import { keyOf } from "./key";
import { Problem } from "./problem";
import { problemOf, timedOut } from "./upstream";

/** `GET` and `HEAD /s3/{key}`: the object, streamed; as many bytes are in memory as the buffers of two sockets hold. */
export function objectHandler(s3: S3Client, bucket: string, upstreamTimeout: number) {
  let reads = 0;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const input = { Bucket: bucket, Key: keyOf(request.raw.url ?? ""), ...conditionsOf(request) };
    if (reads >= CONNECTIONS)
      throw new Problem(503, "Busy", "As many objects as can be are read already; try again.", { "retry-after": "1" });
    reads += 1;
    let body: Readable | undefined;
    const end = new AbortController();
    reply.raw.once("close", () => {
      if (!reply.raw.writableFinished)
        end.abort(new Problem(499, "Client left", "The client left before S3 answered."));
    });
    const ask = (abortSignal: AbortSignal) =>
      request.method === "HEAD"
        ? s3.send(new HeadObjectCommand(input), { abortSignal })
        : s3.send(new GetObjectCommand(input), { abortSignal });
    try {
      const object = await within(upstreamTimeout, timedOut, ask, end);
      if ("Body" in object) body = breakWhenIdle(object.Body as Readable, upstreamTimeout);
      reply.code(object.ContentRange ? 206 : 200).headers(headersOf(object));
      return reply.send(body);
    } catch (error) {
      throw problemOf(error);
    } finally {
      const done = () => {
        reads -= 1;
      };
      if (body) body.once("close", done);
      else done();
    }
  };
}

/** Ends the read once S3 has sent nothing for a time. The time for which the client does not read does not count. */
export function breakWhenIdle(body: Readable, time: number): Readable {
  const timer = setTimeout(() => {
    if (!body.isPaused()) body.destroy(timedOut());
  }, time);
  const restart = () => timer.refresh();
  return body
    .on("data", restart)
    .on("resume", restart)
    .once("close", () => clearTimeout(timer));
}

/** Only one range of bytes is handed on; any other, and one tied to a validator, may be ignored: https://www.rfc-editor.org/rfc/rfc9110#section-14.2 */
const RANGE = /^bytes=(\d+-\d*|-\d+)$/;

function conditionsOf({ headers }: FastifyRequest) {
  const { range } = headers;
  return {
    IfMatch: headers["if-match"],
    IfNoneMatch: headers["if-none-match"],
    IfModifiedSince: dateOf(headers["if-modified-since"]),
    IfUnmodifiedSince: dateOf(headers["if-unmodified-since"]),
    Range: range && RANGE.test(range) && headers["if-range"] === undefined ? range : undefined,
  };
}

/** A date that cannot be read is ignored: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.3 */
function dateOf(text: string | undefined): Date | undefined {
  const date = new Date(text ?? "");
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function headersOf(object: Partial<GetObjectCommandOutput>): Record<string, string | number> {
  const headers = {
    "content-type": object.ContentType ?? "application/octet-stream",
    "content-length": object.ContentLength,
    etag: object.ETag,
    "last-modified": object.LastModified?.toUTCString(),
    "accept-ranges": object.AcceptRanges ?? "bytes",
    "content-range": object.ContentRange,
    "content-encoding": object.ContentEncoding || undefined,
    "content-disposition": object.ContentDisposition,
    "content-language": object.ContentLanguage,
    "cache-control": object.CacheControl,
    "x-content-type-options": "nosniff",
  };
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Record<
    string,
    string | number
  >;
}
