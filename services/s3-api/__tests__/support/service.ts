import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const BUCKET = "objects";
const MAIN = join(__dirname, "..", "..", "dist", "main.js");
const running = new Set<Service>();

afterAll(async () => {
  for (const service of running) await service.stop("SIGKILL");
});

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly port?: number;
  readonly agent?: Agent | false;
  /** The caller's own address, such as 127.0.0.2. */
  readonly localAddress?: string;
}

/** The service as a process of its own, as a pod runs it. */
export class Service {
  readonly lines: string[] = [];
  /** Exit code, once it has ended. */
  readonly ended: Promise<number>;
  port = 0;
  /** Where probes and metrics are answered. */
  probePort = 0;

  private constructor(private readonly child: ChildProcess) {
    this.ended = once(child, "close").then(([code, signal]) => code ?? (signal ? 128 : 0));
  }

  /** Starts it with an environment that has nothing of this process's but PATH, and waits until it listens or ends. */
  static async start(env: Record<string, string>, main = MAIN): Promise<Service> {
    const child = spawn(process.execPath, [main], {
      env: {
        PATH: process.env.PATH ?? "",
        HOST: "127.0.0.1",
        PORT: "0",
        AWS_REGION: "us-east-1",
        S3_FORCE_PATH_STYLE: "true",
        DRAIN_DELAY_MS: "0",
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const service = new Service(child);
    running.add(service);
    const listening = new Promise<void>((resolve) => {
      const read = (line: string) => {
        if (line !== "") service.lines.push(line);
        const [, what, port] = line.match(/(Server listening|probes and metrics) at http:\/\/127\.0\.0\.1:(\d+)/) ?? [];
        if (what === "Server listening") service.port = Number(port);
        else if (what) service.probePort = Number(port);
        else if (line.includes("probes and metrics are not answered")) service.probePort = Number.NaN;
        if (service.port && service.probePort !== 0) resolve();
      };
      for (const input of [child.stdout, child.stderr]) createInterface({ input }).on("line", read);
    });
    await Promise.race([listening, service.ended]);
    return service;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Log entries, once one fits; fails after a while. */
  async logged(fits: (entry: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    for (let waited = 0; waited < 5_000; waited += 20) {
      const entries = this.lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
      const found = entries.find(fits);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`no such log entry among\n${this.lines.join("\n")}`);
  }

  /** An answer as it begins; the path goes out as it is written. */
  open(path: string, options: AskOptions = {}): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const at = { host: "127.0.0.1", port: this.port, path, agent: false, ...options };
      const sent = request(at, resolve);
      sent.once("error", reject);
      sent.end();
    });
  }

  /** A whole answer; rejects where the connection ends before it does. */
  async get(path: string, options: AskOptions = {}): Promise<Answer> {
    const answer = await this.open(path, options);
    const parts: Buffer[] = [];
    for await (const part of answer) parts.push(part as Buffer);
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) };
  }

  /** What the probes' listener answers. */
  probe(path: string): Promise<Answer> {
    return this.get(path, { port: this.probePort });
  }

  /** What comes back for these bytes until the connection ends, and nothing more for so many milliseconds. */
  raw(bytes: string, { quiet = 1_500 }: { quiet?: number } = {}): Promise<string> {
    return new Promise((resolve) => {
      let text = "";
      const socket = connect(this.port, "127.0.0.1", () => socket.write(bytes, "latin1"));
      socket.setTimeout(quiet, () => socket.destroy());
      socket.on("data", (part) => {
        text += part.toString("latin1");
      });
      socket.on("error", () => undefined).once("close", () => resolve(text));
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number> {
    running.delete(this);
    this.child.kill(signal);
    return this.ended;
  }
}

const keys = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "a-secret-of-the-test" };

/** The service against an endpoint, with test keys unless others are given. */
export const startAt = (endpoint: string, env: Record<string, string> = {}, main?: string): Promise<Service> =>
  Service.start({ BUCKET_NAME: BUCKET, AWS_ENDPOINT_URL: endpoint, ...keys, ...env }, main);
