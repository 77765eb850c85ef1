// services/s3-api as the process of a pod, as the Deployment of the second article's configuration has it.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { build } from "esbuild";
import { install } from "../install.mjs";
import type { Outcome, Pod } from "../pods";
import { type Fixture, specOf, startFixture } from "./fixture";

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Container {
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
}

/** A Deployment's pods. */
export interface PodSpec {
  readonly replicas: number;
  readonly gracePeriodSeconds: number;
  readonly container: Container;
}

/** A process that serves. */
export interface Service {
  /** `http://127.0.0.1:PORT`, for callers. */
  readonly api: string;
  readonly port: number;
  /** What the kubelet is answered: the status, 0 where nothing answers. */
  probed(probe: "livenessProbe" | "readinessProbe"): Promise<number>;
  /** SIGTERM, and SIGKILL once the grace period is over; how it ended. */
  terminate(): Promise<Outcome>;
}

const SERVICE = resolve("../services/s3-api");

/** Builds the service into a folder of this process's own: its program, and what it starts as threads. */
async function buildService(): Promise<string> {
  install(SERVICE);
  const cache = join(SERVICE, "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  const outdir = mkdtempSync(join(cache, "e2e-"));
  await build({
    absWorkingDir: SERVICE,
    entryPoints: ["src/*.ts"],
    bundle: true,
    outdir,
    platform: "node",
    target: "node20",
    format: "cjs",
    logLevel: "warning",
  });
  return outdir;
}

/** A configuration in the emulator, and the service built for its pods. */
export interface Prepared {
  readonly fixture: Fixture;
  readonly built: string;
  close(): Promise<void>;
}

/** @param objects of the bucket, by key */
export async function prepared(path: string, objects: Readonly<Record<string, string>>): Promise<Prepared> {
  const built = await buildService();
  const fixture = await startFixture(path);
  for (const [key, body] of Object.entries(objects)) await fixture.put(key, body);
  return {
    fixture,
    built,
    async close() {
      await fixture.close();
      rmSync(built, { recursive: true, force: true });
    },
  };
}

export function podSpecOf(fixture: Fixture, deployment: string): PodSpec {
  const { replicas, template } = specOf<{
    readonly replicas: string | number;
    readonly template: {
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly [Container];
      };
    };
  }>(fixture, "Deployment", deployment);
  const { terminationGracePeriodSeconds: gracePeriodSeconds, containers } = template.spec;
  return { replicas: Number(replicas), gracePeriodSeconds, container: containers[0] };
}

/**
 * Starts the service with its container's environment, on free ports in place of its own, and waits until it is ready.
 * @param more of its environment, for what cannot be reached here
 */
export async function startService(
  pod: Pod,
  spec: PodSpec,
  built: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Service> {
  const service = await launchService(pod, spec, built, more);
  for (const started = Date.now(); (await service.probed("readinessProbe")) !== 200; await wait(50))
    if (Date.now() - started > 60_000) throw new Error("the service was not ready within 60 s");
  return service;
}

/** As `startService`, but waits only until it is alive. */
export async function launchService(
  pod: Pod,
  { container, ...spec }: PodSpec,
  built: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Service> {
  const ports = new Map(await Promise.all(container.ports.map(async ({ name }) => [name, await freePort()] as const)));
  const env = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
  const [port = 0, probePort] = [ports.get("http"), ports.get("probes")];
  const running = pod.start([process.execPath, join(built, "main.js")], {
    ...env,
    ...more,
    HOST: "127.0.0.1",
    PORT: `${port}`,
    ...(probePort === undefined ? {} : { PROBE_PORT: `${probePort}` }),
  });
  let ended: Outcome | undefined;
  void running.ended.then((outcome) => {
    ended = outcome;
  });
  const service: Service = {
    api: `http://127.0.0.1:${port}`,
    port,
    async probed(probe) {
      const { httpGet } = container[probe];
      try {
        return (await fetch(`http://127.0.0.1:${ports.get(httpGet.port)}${httpGet.path}`)).status;
      } catch {
        return 0; // it does not listen yet, or no more
      }
    },
    async terminate() {
      running.signal("SIGTERM");
      const late = setTimeout(() => running.signal("SIGKILL"), spec.gracePeriodSeconds * 1000);
      return running.ended.finally(() => clearTimeout(late));
    },
  };
  for (const started = Date.now(); (await service.probed("livenessProbe")) !== 200; await wait(50)) {
    if (ended) throw new Error(`the service ended with ${ended.code}: ${ended.stderr}${ended.stdout}`);
    if (Date.now() - started > 60_000) throw new Error(`the service did not start within 60 s: ${running.stdout}`);
  }
  return service;
}

/** A port that nothing listened on a moment ago. */
function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((found, fail) => {
    server.once("error", fail).listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => found(typeof address === "object" && address ? address.port : 0));
    });
  });
}
