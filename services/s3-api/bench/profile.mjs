import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { put } from "./load.mjs";
import { PROGRAMS } from "./programs.mjs";
import { service } from "./setting.mjs";

/** @typedef {{ id: number, children?: number[], callFrame: { functionName: string, url: string, lineNumber: number } }} Node */
/** @typedef {{ nodes: Node[], samples: number[], timeDeltas: number[] }} Profile */

const TOP = 25;

/**
 * Prints which modules of the bundle the service's main thread works for. What Node.js does
 * for a module, such as hashing, counts as that module's.
 *
 * @param {import("./setting.mjs").Place} place
 * @param {string} folder
 * @param {{ object: { key: string, body: Buffer }, seconds: number, requests: number }} options
 * @param {(text: string) => void} print
 */
export async function profile(place, folder, { object: { key, body }, seconds, requests }, print) {
  const nodeOptions = ["--cpu-prof", "--cpu-prof-interval=200", `--cpu-prof-dir=${folder}`];
  const server = await service(place, { program: PROGRAMS.readable, nodeOptions });
  // long enough that starting and compiling is little of it
  await put(server.port, `/s3/${key}`, body, { connections: 8, seconds: seconds * 5, requests: requests * 5 });
  await server.stop();
  const file = readdirSync(folder).find((name) => name.endsWith(".cpuprofile"));
  const shares = sharesOf(JSON.parse(readFileSync(join(folder, file ?? ""), "utf8")));
  for (const [module, share] of shares.slice(0, TOP)) print(`${(100 * share).toFixed(1).padStart(5)} %  ${module}`);
}

/** @param {Profile} profile @returns {[string, number][]} modules and their shares of the time, the largest first */
function sharesOf({ nodes, samples, timeDeltas }) {
  const moduleAt = modulesByLine();
  /** @type {Map<number, string>} */
  const owners = new Map();
  /** @param {Node} node @param {string} above */
  const own = ({ id, children = [], callFrame }, above) => {
    const owner = callFrame.url.endsWith(PROGRAMS.readable) ? moduleAt[callFrame.lineNumber] : above;
    owners.set(id, callFrame.functionName.startsWith("(") && id !== nodes[0].id ? callFrame.functionName : owner);
    for (const child of children) own(/** @type {Node} */ (byId.get(child)), owner);
  };
  const byId = new Map(nodes.map((node) => [node.id, node]));
  own(nodes[0], "Node.js itself: sockets, HTTP, streams, promises");
  /** @type {Map<string, number>} */
  const times = new Map();
  let all = 0;
  samples.forEach((id, index) => {
    const owner = owners.get(id) ?? "";
    if (owner === "(idle)") return;
    all += timeDeltas[index];
    times.set(owner, (times.get(owner) ?? 0) + timeDeltas[index]);
  });
  return [...times]
    .map(([module, time]) => /** @type {[string, number]} */ ([module, time / all]))
    .sort((a, b) => b[1] - a[1]);
}

/** esbuild says in a comment which module the lines after it are from. @returns {string[]} */
function modulesByLine() {
  let module = "the bundle itself";
  return readFileSync(PROGRAMS.readable, "utf8")
    .split("\n")
    .map((line) => {
      const path = /^(?:\/\/ | {2}")((?:node_modules|src)\/\S+\.[cm]?[jt]s)/.exec(line)?.[1];
      if (path) module = packageOf(path);
      return module;
    });
}

/** A package, and its part where it has any: the SDK's shared packages hold many. @param {string} path */
const packageOf = (path) =>
  /^node_modules\/((?:@[^/]+\/)?[^/]+)(?:.*\/submodules(\/[^/]+))?/.exec(path)?.slice(1).join("") ?? path;
