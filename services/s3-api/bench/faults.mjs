/**
 * What callers see of the service where it is hard pressed: pipelined requests that end, SIGTERM under load, probes
 * beside 512 readers. `node bench/faults.mjs [BEFORE]` measures the service as it is, and in turn with
 * it another build of it, by the path of its main.js.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { Agent, createServer, get } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, killAll, memoryOf, start } from "./processes.mjs";

const [, SELF] = process.argv;
const HOST = "127.0.0.1";
const PROBES = 40;
const SMALL = Buffer.alloc(4096, "x");
const LARGE = Buffer.alloc(1024 * 1024, "x");

/** @typedef {import("./processes.mjs").Server & { probes: number }} Service */

/** An S3 whose object `endless` is. */
function s3() {
  const server = createServer((request, response) => {
    if (!request.url?.includes("endless")) return response.end(SMALL);
    response.writeHead(200, { "content-length": String(1024 ** 4) });
    const more = () => {
      while (response.write(LARGE));
    };
    response.on("drain", more);
    more();
  });
  server.listen(Number(process.env.PORT), HOST);
}

/** As many readers of the endless object, at full speed. */
async function readers() {
  const { PORT, COUNT } = process.env;
  const sockets = Array.from({ length: Number(COUNT) }, () => {
    const socket = connect(Number(PORT), HOST, () => socket.write("GET /s3/endless HTTP/1.1\r\nHost: x\r\n\r\n"));
    return socket.on("error", () => undefined);
  });
  await Promise.all(sockets.map((socket) => once(socket, "readable")));
  for (const socket of sockets) socket.resume();
  await sleep(5_000);
  process.send?.("reading");
}

/** @param {string} main @param {number} s3Port @param {Record<string, string>} [env] @returns {Promise<Service>} */
async function service(main, s3Port, env = {}) {
  const [port, probes] = [await freePort(), await freePort()];
  const keys = {
    AWS_ACCESS_KEY_ID: "x",
    AWS_SECRET_ACCESS_KEY: "x",
    AWS_REGION: "us-east-1",
    S3_FORCE_PATH_STYLE: "true",
  };
  const at = { HOST, PORT: String(port), PROBE_PORT: String(probes), AWS_ENDPOINT_URL: `http://${HOST}:${s3Port}` };
  const all = { PATH: process.env.PATH ?? "", BUCKET_NAME: "bench", LOG_LEVEL: "error", ...keys, ...at, ...env };
  return { ...(await start(main, port, [process.execPath, main], all)), probes };
}

/**
 * The status, 0 where the connection broke or took longer than that.
 * @param {number} port @param {string} path @param {{ agent?: Agent, timeout?: number }} [options] @returns {Promise<number>}
 */
const ask = (port, path, { agent, timeout = 5_000 } = {}) =>
  new Promise((resolve) => {
    get({ host: HOST, port, path, agent: agent ?? false, timeout }, (response) => {
      response
        .resume()
        .once("end", () => resolve(response.statusCode ?? 0))
        .once("error", () => resolve(0));
    })
      .once("timeout", function ended() {
        this.destroy();
      })
      .once("error", () => resolve(0));
  });

/** How often each came. @param {readonly number[]} values */
const counted = (values) => {
  /** @type {Map<number, number>} */
  const times = new Map();
  for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
  return [...times].map(([value, count]) => `${value}: ${count}`).join(", ");
};

/** @param {string} main @param {number} s3Port */
async function pipelined(main, s3Port) {
  const at = await service(main, s3Port);
  const callers = Array.from({ length: 14 }, () => {
    const caller = connect(at.port, HOST, () =>
      caller.write("GET /s3/endless HTTP/1.1\r\nHost: x\r\n\r\n".repeat(300)),
    );
    return caller.on("error", () => undefined);
  });
  await Promise.all(callers.map((caller) => once(caller, "readable")));
  await sleep(5_000);
  for (const caller of callers) caller.destroy();
  await sleep(2_000);
  const after = await Promise.all(Array.from({ length: 100 }, () => ask(at.port, "/s3/small")));
  await at.stop();
  return counted(after);
}

/** @param {string} main @param {number} s3Port */
async function restarted(main, s3Port) {
  const [old, next] = [await service(main, s3Port), await service(main, s3Port)];
  let { port } = old;
  let asked = 0;
  /** @type {number[]} */
  const got = [];
  const caller = async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (asked++ < 2_500) got.push(await ask(port, "/s3/small", { agent }));
    agent.destroy();
  };
  const callers = Array.from({ length: 20 }, caller);
  while (got.length < 500) await sleep(5);
  process.kill(old.pid, "SIGTERM");
  await sleep(500); // until all nodes know that the pod ends
  port = next.port;
  await Promise.all(callers);
  await next.stop();
  await old.stop();
  return counted(got);
}

/** @param {string} main @param {number} s3Port @param {boolean} isBefore */
async function probed(main, s3Port, isBefore) {
  const at = await service(main, s3Port);
  const child = fork(SELF, ["readers"], { env: { PORT: String(at.port), COUNT: "512" } });
  await once(child, "message");
  /** @type {number[]} */
  const took = [];
  for (let times = 0; times < PROBES; times++) {
    const began = performance.now();
    const status = await ask(isBefore ? at.port : at.probes, "/healthz", { timeout: 1_000 }); // Kubernetes's default
    took.push(status === 200 ? performance.now() - began : Number.POSITIVE_INFINITY);
    await sleep(100);
  }
  const { peak } = memoryOf(at.pid);
  child.kill("SIGKILL");
  await at.stop();
  took.sort((one, other) => one - other);
  const [half, most] = [took[PROBES / 2], took.at(-1)].map((ms = 0) =>
    ms < 1_000 ? `${ms.toFixed(0)} ms` : "over 1 s",
  );
  return `half within ${half}, all within ${most}; ${peak.toFixed(0)} MiB`;
}

const MEASURES = {
  "14 x 300 pipelined, then 100 at once": pipelined,
  "SIGTERM, 20 callers, 2,500 requests": restarted,
  "/healthz beside 512 readers": probed,
};

async function measure() {
  const [, , before, only] = process.argv;
  const s3Port = await freePort();
  const s3 = await start("S3", s3Port, [process.execPath, SELF, "s3"], { PORT: String(s3Port) });
  const now = new URL("../dist/main.js", import.meta.url).pathname;
  for (const [name, run] of Object.entries(MEASURES)) {
    if (only && !name.includes(only)) continue;
    for (const main of before ? [before, now] : [now])
      process.stdout.write(
        `${name}, ${main === now ? "now" : "before"}: ${await run(main, s3Port, main === before)}\n`,
      );
  }
  await s3.stop();
}

process.once("exit", killAll);
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => process.exit(1));

const ROLES = { s3, readers };
await (ROLES[process.argv[2]] ?? measure)();
