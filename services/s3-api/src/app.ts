import { randomUUID } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import type { STSClient } from "@aws-sdk/client-sts";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { CallerIdentity } from "./credentials";
import { Readiness } from "./health";
import { objectHandler } from "./object";
import { bodyOf, Problem } from "./problem";
import { isDenied } from "./upstream";

export interface AppOptions {
  readonly s3: S3Client;
  readonly sts: STSClient;
  readonly bucket: string;
  readonly logLevel: string;
  /** Where log lines go. Default: standard output. */
  readonly logTo?: { write(line: string): void };
}

export interface App {
  readonly server: FastifyInstance;
  readonly readiness: Readiness;
}

/** The HTTP server, not listening yet. */
export function appOf({ s3, sts, bucket, logLevel, logTo }: AppOptions): App {
  const server = fastify({
    logger: {
      level: logLevel,
      redact: ["req.headers.authorization", "req.headers.cookie"],
      ...(logTo ? { stream: logTo } : {}),
    },
    genReqId: () => randomUUID(),
    exposeHeadRoutes: false,
    maxParamLength: 4096,
    bodyLimit: 1024,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000, // longer than load balancers keep theirs, usually 60 s
    maxRequestsPerSocket: 0,
    frameworkErrors: (error, request, reply) => answer(error, request, reply),
  });
  const readiness = new Readiness(s3, bucket, server.log);
  const caller = new CallerIdentity(sts, server.log);

  server.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  server.setErrorHandler(answer);
  server.setNotFoundHandler((request, reply) => {
    const known = ["/healthz", "/readyz"].includes(request.url) || request.url.startsWith("/s3/");
    const problem =
      known && !["GET", "HEAD"].includes(request.method)
        ? new Problem(405, "Method not allowed", "Objects can only be read.", { allow: "GET, HEAD" })
        : new Problem(404, "No such path", "Objects are at /s3/ and their key.");
    return answer(problem, request, reply);
  });

  for (const method of ["GET", "HEAD"] as const) {
    server.route({ method, url: "/s3/*", handler: objectHandler(s3, bucket) });
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

  /** Answers with a problem and logs what is behind it; for a denial also who asked. */
  async function answer(error: Error, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const problem = error instanceof Problem ? error : unexpected(error);
    const { status, headers, cause } = problem;
    if (cause && isDenied(cause)) request.log.warn({ err: cause, role: await caller.describe() }, "S3 denied the read");
    else if (status >= 500) request.log.error({ err: cause ?? error }, problem.title);
    reply.code(status).headers({ "x-request-id": request.id, ...headers });
    if (status === 304) return reply.send();
    return reply.type("application/problem+json").send(bodyOf(problem, request.id));
  }
  return { server, readiness };
}

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
