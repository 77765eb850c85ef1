import { spawnSync } from "node:child_process";
import { put } from "./load.mjs";
import { cpuOf } from "./processes.mjs";
import { PROGRAMS } from "./programs.mjs";
import { service } from "./setting.mjs";

/** @typedef {import("./processes.mjs").Server} Server */
/** @typedef {{ object: { key: string, body: Buffer }, seconds: number, requests: number }} Load */
/** @typedef {{ name: string, variant?: string, nodeOptions?: string[], env?: Record<string, string> }} Variant */

const AS_IT_IS = "as it is";
/** As many requests as V8 takes to compile what they run. */
const WARM_UP = { seconds: 10, requests: 5000 };

/** What is changed from outside the service. @type {Variant[]} */
const OUTSIDE = [
  { name: "LOG_LEVEL=info, a line for each request and answer", env: { LOG_LEVEL: "info" } },
  { name: "LOG_LEVEL=silent", env: { LOG_LEVEL: "silent" } },
  { name: "node --max-semi-space-size=32", nodeOptions: ["--max-semi-space-size=32"] },
  { name: "node --single-threaded-gc", nodeOptions: ["--single-threaded-gc"] },
];

/**
 * CPU per request of the service with one thing changed. Each is measured in turn with the
 * service as it is, and compared with that: the machine is not equally busy all the time. It runs only
 * meanwhile, since a process that waits for the others loses what V8 has compiled.
 *
 * @param {import("./setting.mjs").Place} place
 * @param {Load & { rounds: number }} options
 * @param {(text: string) => void} print
 */
export async function measureVariants(place, options, print) {
  print("CPU ms/request of this and of the service as it is; the difference, and in each half of the rounds");
  const base = await serverOf(place, { name: AS_IT_IS });
  await cpuPerRequest(base, { ...options, ...WARM_UP });
  for (const variant of [...inside(), ...OUTSIDE]) {
    process.stderr.write(`${variant.name}\n`);
    const changed = await serverOf(place, variant);
    await cpuPerRequest(changed, { ...options, ...WARM_UP });
    const pairs = [];
    for (let round = 1; round <= options.rounds; round++)
      pairs.push({ is: await cpuPerRequest(changed, options), was: await cpuPerRequest(base, options) });
    await changed.stop();
    const half = Math.ceil(pairs.length / 2);
    const parts = [pairs, pairs.slice(0, half), pairs.slice(-half)].map(meansOf);
    const [all, early, late] = parts.map(({ is, was }) => percent(is / was));
    print(`${parts[0].is.toFixed(3)}  ${parts[0].was.toFixed(3)}  ${all} (${early}, ${late})  ${variant.name}`);
  }
  await base.stop();
}

/** Those that variants.mjs knows. @returns {Variant[]} */
function inside() {
  const { stdout } = spawnSync(process.execPath, [PROGRAMS.variants], {
    env: { BUCKET_NAME: "none" },
    encoding: "utf8",
  });
  return JSON.parse(stdout).map((/** @type {string} */ name) => ({ name, variant: name }));
}

/** @param {import("./setting.mjs").Place} place @param {Variant} variant */
const serverOf = (place, { name, variant = AS_IT_IS, nodeOptions, env }) =>
  service(place, { name, program: PROGRAMS.variants, nodeOptions, env: { ...env, VARIANT: variant } });

/** @param {Server} server @param {Load} load */
async function cpuPerRequest({ port, pid }, { object: { key, body }, seconds, requests }) {
  const before = cpuOf(pid);
  const { latencies } = await put(port, `/s3/${key}`, body, { connections: 8, seconds, requests });
  return (cpuOf(pid) - before) / latencies.length;
}

/** @param {readonly { is: number, was: number }[]} pairs */
const meansOf = (pairs) => ({ is: mean(pairs.map(({ is }) => is)), was: mean(pairs.map(({ was }) => was)) });

const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;

const percent = (/** @type {number} */ ratio) => `${ratio < 1 ? "" : "+"}${((ratio - 1) * 100).toFixed(0)} %`;
