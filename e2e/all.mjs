// What `npm run e2e` runs: every program of this folder, however the ones before it ended. Programs of one core run in two
// lanes beside each other; a browser and Terraform, which wait for what they show, have the machine to themselves. What a
// program prints comes when it ends, so that two do not print into each other.
import { spawn } from "node:child_process";

const LANES = [
  ["oracle", "z3", "mutations", "fuzz:configs"],
  ["emulated", "agreement"],
];
const ALONE = ["browser", "terraform"];

const running = new Set();
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
])
  process.on(signal, () => {
    // npm is the first of a group of processes: it does not hand a signal on to all of them
    for (const child of running) process.kill(-child.pid, signal);
    process.exit(code);
  });
process.stdout.on("error", () => undefined); // nobody reads on: the answer is the exit status

/** Runs a script of package.json to its end. @returns {Promise<string | undefined>} its name where it fails */
const run = (script) =>
  new Promise((resolve) => {
    const started = performance.now();
    const printed = [];
    const child = spawn("npm", ["run", "--silent", script], {
      cwd: import.meta.dirname,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    running.add(child);
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => printed.push(data));
    child.once("close", (code) => {
      running.delete(child);
      const seconds = Math.round((performance.now() - started) / 1000);
      process.stdout.write(
        `\n-- ${script}: ${code === 0 ? "passed" : "failed"} in ${seconds} s\n${Buffer.concat(printed)}`,
      );
      resolve(code === 0 ? undefined : script);
    });
  });

/** Runs scripts one after the other. */
async function inTurn(scripts) {
  const ends = [];
  for (const script of scripts) ends.push(await run(script));
  return ends;
}

const types = await inTurn(["typecheck"]); // which also installs, once
const ends = [...types, ...(await Promise.all(LANES.map(inTurn))).flat(), ...(await inTurn(ALONE))];
const failed = ends.filter((end) => end !== undefined);
if (failed.length > 0) {
  console.log(`\nfailed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
