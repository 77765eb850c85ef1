import { randomUUID } from "node:crypto";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { Readiness } from "./health";
import { objectHandler } from "./object";
import { bodyOf, Problem } from "./problem";
import type { Settings } from "./settings";
import type { Upstream } from "./upstream/clients";
import { CallerIdentity } from "./upstream/credentials";
import { isDenied, problemOf } from "./upstream/problem";

export interface AppOptions extends Pick<Settings, "bucket" | "upstreamTimeout" | "clientTimeout" | "logLevel"> {
  readonly upstream: Upstream;
  /** Where log lines go. Default: standard output. */
  readonly logTo?: { write(line: string): void };
}

export interface App {
  readonly server: FastifyInstance;
  readonly readiness: Readiness;
}

/** The HTTP server, not listening yet. */
export function appOf({ upstream, bucket, upstreamTimeout, clientTimeout, logLevel, logTo }: AppOptions): App {
  const server = fastify({
    logger: {
      level: logLevel,
      redact: ["req.headers.authorization", "req.headers.cookie"],
      ...(logTo ? { stream: logTo } : {}),
    },
    genReqId: () => randomUUID(),
    exposeHeadRoutes: false,
    bodyLimit: 1024,
    // of a connection on which nothing moves; a client that waits for S3 is not at fault
    connectionTimeout: Math.max(clientTimeout, upstreamTimeout + 1_000),
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000, // longer than load balancers keep theirs, usually 60 s
    maxRequestsPerSocket: 0,
    frameworkErrors: (error, request, reply) => answer(error, request, reply),
  });
  const readiness = new Readiness(upstream.probe, bucket, upstreamTimeout, server.log);
  const caller = new CallerIdentity(upstream.sts, server.log);

  server.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  server.setErrorHandler(answer);
  server.setNotFoundHandler((request, reply) => {
    const [path = ""] = request.url.split("?", 1);
    const known = ["/healthz", "/readyz"].includes(path) || path.startsWith("/s3/");
    const problem =
      known && !["GET", "HEAD"].includes(request.method)
        ? new Problem(405, "Method not allowed", "Objects can only be read.", { allow: "GET, HEAD" })
        : new Problem(404, "No such path", "Objects are at /s3/ and their key.");
    return answer(problem, request, reply);
  });

  const object = objectHandler(upstream.store, upstreamTimeout);
  for (const method of ["GET", "HEAD"] as const) {
    server.route({ method, url: "/s3/*", handler: object });
    server.route({ method, url: "/healthz", handler: async () => ({ status: "alive" }) });
    server.route({
      method,
      url: "/readyz",
      handler: async (_, reply) => {
        const ready = await readiness.isReady();
        return reply.code(ready ? 200 : 503).send({ status: ready ? "ready" : "not ready" });
      },
    });
  }

  /** Answers with a problem and logs what is behind it. */
  async function answer(error: Error, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const problem = isReset(error) ? problemOf(error) : error instanceof Problem ? error : unexpected(error);
    const { status, headers, cause } = problem;
    if (cause && isDenied(cause)) logDenial(cause, request);
    else if (status >= 500) request.log.error({ err: cause ?? error }, problem.title);
    else if (status === 499) request.log.info(problem.title);
    // of an object whose first byte never came
    for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name);
    reply.code(status).headers({ "x-request-id": request.id, ...headers });
    if (status === 304) return reply.send();
    return reply.type("application/problem+json").send(bodyOf(problem, request.id));
  }

  /** Also who asked, which may take STS a while. */
  async function logDenial(err: unknown, request: FastifyRequest): Promise<void> {
    request.log.warn({ err, role: await caller.describe() }, "S3 denied the read");
  }
  return { server, readiness };
}

/** Whether S3 broke off: no other connection is read from. */
const isReset = (error: Error): boolean => "code" in error && error.code === "ECONNRESET";

/** Errors of the framework keep their status, such as 400 for a malformed URL; any other is this service's fault. */
function unexpected(error: Error & { readonly statusCode?: number }): Problem {
  const status = error.statusCode ?? 500;
  return status < 500
    ? new Problem(status, "Bad request", "The request could not be read.", {}, { cause: error })
    : new Problem(
        500,
        "Internal error",
        "The service failed; look at its log for this request id.",
        {},
        { cause: error },
      );
}
