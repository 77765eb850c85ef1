import type { Readable } from "node:stream";
import { GetObjectCommand, type GetObjectCommandOutput, HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { FastifyReply, FastifyRequest } from "fastify";
import { keyOf } from "./key";
import { problemOf } from "./upstream";

/** `GET` and `HEAD /s3/{key}`: the object, streamed; as many bytes are in memory as the buffers of two sockets hold. */
export function objectHandler(s3: S3Client, bucket: string) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const input = { Bucket: bucket, Key: keyOf(request.raw.url ?? ""), ...conditionsOf(request) };
    const aborted = new AbortController();
    reply.raw.once("close", () => aborted.abort());
    const options = { abortSignal: aborted.signal };
    try {
      const head = request.method === "HEAD";
      const object = head
        ? await s3.send(new HeadObjectCommand(input), options)
        : await s3.send(new GetObjectCommand(input), options);
      reply.code(object.ContentRange ? 206 : 200).headers(headersOf(object));
      return reply.send("Body" in object ? (object.Body as Readable) : undefined);
    } catch (error) {
      throw problemOf(error);
    }
  };
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
