import { createHash } from "node:crypto";
import { get } from "node:http";
import { LARGE, MIB } from "./objects.mjs";
import { memoryOf, resetPeak } from "./processes.mjs";

/** Where the reader is slow, in MiB of what it has read. */
const PHASES = [
  { name: "fast", until: 384 },
  { name: "slow, 32 MiB/s", until: 512, pause: 1000 / 32 }, // milliseconds after each MiB
  { name: "not there for 3 s", until: 513, pause: 3_000 },
  { name: "fast", until: LARGE.blocks },
];

/**
 * @typedef {object} Memory all in MiB
 * @property {number} before
 * @property {{ name: string, peak: number }[]} phases
 * @property {number} after
 * @property {number} seconds
 */

/**
 * Reads the large object once, for a part of it slowly, while the server's memory is watched. A server
 * that reads S3 faster than its caller reads it would grow by what the caller has yet to read.
 *
 * @param {import("./processes.mjs").Server} server
 * @param {string} hash the object's SHA-256
 * @returns {Promise<Memory>}
 */
export async function streamLarge(server, hash) {
  const before = memoryOf(server.pid).now;
  const began = performance.now();
  const response = await new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port: server.port, path: `/s3/${LARGE.key}`, agent: false }, resolve).on("error", reject);
  });
  const found = createHash("sha256");
  const phases = PHASES.map(({ name }) => ({ name, peak: 0 }));
  let read = 0;
  let phase = 0;
  let pauseAt = 0;
  resetPeak(server.pid);
  for await (const bytes of response) {
    found.update(bytes);
    read += bytes.length;
    const { pause, until } = PHASES[phase];
    if (pause && read >= pauseAt) {
      pauseAt = read + MIB;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    if (read < until * MIB) continue;
    phases[phase].peak = memoryOf(server.pid).peak;
    resetPeak(server.pid);
    phase++;
  }
  if (read !== LARGE.blocks * MIB || found.digest("hex") !== hash)
    throw new Error(`${server.name}: the large object came out differently, ${read} bytes of it`);
  return { before, phases, after: memoryOf(server.pid).now, seconds: (performance.now() - began) / 1000 };
}
