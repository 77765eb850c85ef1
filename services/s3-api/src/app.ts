import { type Authorize, authorizeOf } from "./access/access";
import type { Exchange } from "./http/exchange";
import { traceIdOf } from "./http/identity";
import { PREFIX } from "./http/key";
import { Listener } from "./http/listener";
import { Objects } from "./http/object";
import { Slots } from "./http/slots";
import { hasOneHost } from "./http/target";
import type { Log } from "./log";
import { Metrics } from "./metrics";
import { Readiness } from "./probes/readiness";
import { Vitals } from "./probes/vitals";
import { bodyOf, Problem } from "./problem";
import type { Settings } from "./settings";
import type { Upstream } from "./upstream/clients";
import { CallerIdentity } from "./upstream/credentials";
import { isDenied } from "./upstream/problem";

export interface AppOptions {
  readonly upstream: Upstream;
  readonly settings: Settings;
  readonly log: Log;
}

/** The service, not listening yet. */
export class App {
  readonly listener: Listener;
  readonly readiness: Readiness;
  readonly vitals = new Vitals();
  readonly metrics: Metrics;
  private readonly objects: Objects;
  private readonly caller: CallerIdentity;
  private readonly log: Log;
  private readonly logKeys: boolean;

  constructor({ upstream, settings, log }: AppOptions) {
    const { upstreamTimeout, clientTimeout, headerTimeout, maxReads, maxReadsPerClient, attachment } = settings;
    this.log = log;
    this.logKeys = settings.logKeys;
    const slots = new Slots({ most: maxReads, mostPerClient: maxReadsPerClient });
    const metrics = new Metrics(slots, maxReads);
    const authorize: Authorize = authorizeOf(settings, log);
    const { store, credentials, endpoint } = upstream;
    this.metrics = metrics;
    this.objects = new Objects({ store, slots, metrics, upstreamTimeout, attachment, authorize });
    this.caller = new CallerIdentity(upstream.sts, log);
    this.readiness = new Readiness({
      credentials,
      endpoint,
      timeout: upstreamTimeout,
      log,
      onReady: (ready) => this.vitals.setReady(ready),
      onCredentials: (identity) => metrics.credentials(identity),
    });
    this.listener = new Listener({
      answer: (exchange) => this.answer(exchange),
      headerTimeout,
      // a client that waits for S3 is not at fault
      idleTimeout: Math.max(clientTimeout, upstreamTimeout + 1_000),
    });
  }

  /** Answers, whatever comes; done once the answer is out, or has broken off. */
  private async answer(exchange: Exchange): Promise<void> {
    const { request, response } = exchange;
    const closed = new Promise((resolve) => response.once("close", resolve));
    let status: number | undefined;
    try {
      await this.route(exchange);
    } catch (error) {
      status = this.fail(exchange, error).status;
    }
    if (!exchange.end.signal.aborted) await closed;
    const { method = "" } = request;
    this.metrics.answered(method, status ?? response.statusCode, exchange.bytes);
    this.log.info(
      {
        reqId: exchange.id,
        traceId: traceIdOf(exchange.trace),
        method,
        path: this.logged(exchange.path),
        status: status ?? response.statusCode,
        bytes: exchange.bytes,
        ms: Math.round(performance.now() - exchange.began),
        client: exchange.client,
        subject: exchange.subject,
      },
      "request completed",
    );
  }

  private async route(exchange: Exchange): Promise<void> {
    const { path, request } = exchange;
    if (!hasOneHost(request)) throw new Problem(400, "Bad request", "The request has no Host, or several.");
    const isObject = path.startsWith(PREFIX);
    if (!isObject && !OWN_PATHS.includes(path))
      throw new Problem(404, "No such path", "Objects are at /s3/ and their key.");
    if (request.method !== "GET" && request.method !== "HEAD")
      throw new Problem(405, "Method not allowed", "Objects can only be read.", { allow: "GET, HEAD" });
    if (isObject) return this.objects.answer(exchange);
    if (path === "/healthz") return exchange.json(200, { status: "alive" });
    const ready = await this.readiness.isReady();
    exchange.json(ready ? 200 : 503, { status: ready ? "ready" : "not ready" });
  }

  /** Answers with a problem and logs what is behind it; an answer that has begun can only be broken off. */
  private fail(exchange: Exchange, error: unknown): Problem {
    const { response, id } = exchange;
    const problem = error instanceof Problem ? error : unexpected(error);
    const { status, headers, cause } = problem;
    if (cause && isDenied(cause)) void this.logDenial(id, cause);
    else if (status === 499) this.log.info({ reqId: id }, problem.title);
    else if (status >= 500 && cause) this.log.error({ reqId: id, err: cause }, problem.title);
    else if (status >= 500) this.log.warn({ reqId: id }, `${problem.title}: ${problem.detail}`);
    if (response.headersSent || status === 499) response.destroy();
    else if (status === 304) {
      exchange.head(304, Object.entries(headers).flat());
      response.end();
    } else
      exchange.json(status, bodyOf(problem, id), { "content-type": "application/problem+json", ...headers, ...UNKEPT });
    return problem;
  }

  /** Also who asked, which may take STS a while. */
  private async logDenial(reqId: string, err: unknown): Promise<void> {
    this.log.warn({ reqId, err, role: await this.caller.describe() }, "S3 denied the read");
  }

  private logged(path: string): string {
    if (this.logKeys || OWN_PATHS.includes(path)) return path;
    return path.startsWith(PREFIX) ? `${PREFIX}…` : "…";
  }
}

/** Also answered on the port of the probes. */
const OWN_PATHS = ["/healthz", "/readyz"];

/** Also of what S3 says of an object that is not asked for. */
const UNKEPT = { "cache-control": "no-store" };

/** This service's own fault. */
const unexpected = (error: unknown): Problem =>
  new Problem(500, "Internal error", "The service failed; look at its log for this request id.", {}, { cause: error });
