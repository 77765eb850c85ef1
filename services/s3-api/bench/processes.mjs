import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";

/**
 * @typedef {object} Server
 * @property {string} name
 * @property {number} port on 127.0.0.1
 * @property {number} pid
 * @property {() => Promise<void>} stop ends it and waits until it has
 */

/** What runs now, so that nothing outlives the benchmark. @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
const KILL_AFTER = 5_000; // milliseconds

/**
 * Starts a server and waits until it listens. It sees only the environment that is given: what a
 * developer's shell has in it, such as AWS_CA_BUNDLE, would be measured too. It made up three quarters
 * of (a)'s CPU time when this was tried.
 *
 * @param {string} name for error messages
 * @param {number} port that it will listen on
 * @param {readonly string[]} command
 * @param {Record<string, string>} env
 * @returns {Promise<Server>}
 */
export async function start(name, port, [program, ...args], env) {
  const child = spawn(program, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  running.add(child);
  let said = "";
  child.stderr.on("data", (text) => {
    said = (said + text).slice(-4_000);
  });
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
  }).finally(() => running.delete(child));
  await Promise.race([
    listening(port),
    ended.then((how) => {
      throw new Error(`${name} did not start: ${how}\n${said}`);
    }),
  ]);
  const stop = async () => {
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), KILL_AFTER);
    await ended;
    clearTimeout(late);
  };
  return { name, port, pid: Number(child.pid), stop };
}

/** Ends at once whatever still runs. */
export function killAll() {
  for (const child of running) child.kill("SIGKILL");
}

/** @returns {Promise<number>} a port of 127.0.0.1 that nothing listens on now */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("found no free port");
  return address.port;
}

/** @param {number} port */
async function listening(port) {
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; ) {
    const socket = connect(port, "127.0.0.1");
    const connected = await new Promise((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (connected) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens on port ${port} after 15 s`);
}

/**
 * @param {number} pid
 * @returns {number} milliseconds of CPU time, user and system, that the process's threads have used. By the
 *   scheduler's count: the one in ticks of 10 ms is too coarse for a short round on a machine that others use
 */
export function cpuOf(pid) {
  const spent = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "latin1").split(" ")[0]),
  );
  return spent.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e6;
}

/**
 * @param {number} pid
 * @returns {{ now: number, peak: number }} resident memory in MiB; the peak is since the last resetPeak
 */
export function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  const mebibytes = (/** @type {string} */ field) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) / 1024;
  return { now: mebibytes("VmRSS"), peak: mebibytes("VmHWM") };
}

/** @param {number} pid */
export const resetPeak = (pid) => writeFileSync(`/proc/${pid}/clear_refs`, "5");

/** @param {number} pid @returns {number} connections that the process holds open, idle ones too */
export const socketsOf = (pid) =>
  readdirSync(`/proc/${pid}/fd`).filter((fd) => linkOf(`/proc/${pid}/fd/${fd}`).startsWith("socket:")).length;

/** @param {string} path @returns {string} empty where it was closed meanwhile */
function linkOf(path) {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
