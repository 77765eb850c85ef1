import type { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { within } from "./deadline";
import { keyOf } from "./key";
import { Problem } from "./problem";
import { CONNECTIONS } from "./upstream/clients";
import { conditionsOf } from "./upstream/conditions";
import { problemOf, timedOut } from "./upstream/problem";
import type { ObjectStore, StoredObject } from "./upstream/store";

/** `GET` and `HEAD /s3/{key}`: the object, streamed; as many bytes are in memory as the buffers of two sockets hold. */
export function objectHandler(store: ObjectStore, upstreamTimeout: number) {
  let reads = 0;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const key = keyOf(request.raw.url ?? "");
    const method = request.method === "HEAD" ? "HEAD" : "GET";
    if (reads >= CONNECTIONS)
      throw new Problem(503, "Busy", "As many objects as can be are read already; try again.", { "retry-after": "1" });
    reads += 1;
    let body: Readable | undefined;
    const end = new AbortController();
    reply.raw.once("close", () => {
      if (!reply.raw.writableFinished)
        end.abort(new Problem(499, "Client left", "The client left before S3 answered."));
    });
    const ask = (signal: AbortSignal) => store.read(method, key, conditionsOf(request.headers), signal);
    try {
      const object = await within(upstreamTimeout, timedOut, ask, end);
      if (object.body) body = breakWhenIdle(object.body, upstreamTimeout);
      reply.code(object.status).headers(headersOf(object.headers));
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

/** S3's headers that are the object's own. */
const OWN = [
  "content-type",
  "content-length",
  "etag",
  "last-modified",
  "accept-ranges",
  "content-range",
  "content-encoding",
  "content-disposition",
  "content-language",
  "cache-control",
];

function headersOf(object: StoredObject["headers"]): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": "application/octet-stream",
    "accept-ranges": "bytes",
    "x-content-type-options": "nosniff",
  };
  for (const name of OWN) {
    const value = object[name];
    if (value) headers[name] = value;
  }
  return headers;
}
