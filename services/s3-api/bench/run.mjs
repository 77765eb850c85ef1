/** The benchmark; README.md beside it has what it measures and why. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compare } from "./compare.mjs";
import { BUCKET, OBJECTS, upload } from "./objects.mjs";
import { killAll } from "./processes.mjs";
import { profile } from "./profile.mjs";
import { prepare } from "./programs.mjs";
import { KEYS, place, SETTINGS } from "./setting.mjs";

const HELP = `node services/s3-api/bench/run.mjs [options]

Measures the service beside handlers in Go, (a) with a configuration and a client for each
request, (b) with one client and (c) with what the service does beside the read: CPU per
request, requests per second, p50 and p99 at 4 KiB and 8 MiB; then the service's memory
while it streams 1 GiB to a reader that is slow at times. Takes some ten minutes, and some
more the first time, when it installs an S3 server into bench/.out. Whether the goals are
met is printed, not asserted: exits with 1 only where something fails to run or an answer
is wrong, with 2 where an option is wrong.

  --setting <name>  keys: static keys and plain HTTP; pod: web identity and TLS (default: these two);
                    small-records: as pod, with TLS records of 4 KiB instead of 16
  --rounds <n>      counted rounds, after a warm-up of 8,000 requests (default: 5)
  --seconds <n>     how long each load goes on (default: 2)
  --requests <n>    at most as many requests in each load (default: 2000)
  --variants        also measure other ways to sign and to send, and the SDK's client
  --before <path>   also measure another build of the service, by its main.js
  --profile         print where the service's CPU time goes instead
  --object <name>   for that: 4-kib or 8-mib (default: 4-kib)
  --help            print this
`;

/** @throws {Error} for options that are unknown or not what they should be */
function optionsOf() {
  const { values } = parseArgs({
    options: {
      setting: { type: "string" },
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "2" },
      requests: { type: "string", default: "2000" },
      variants: { type: "boolean", default: false },
      before: { type: "string" },
      profile: { type: "boolean", default: false },
      object: { type: "string", default: "4-kib" },
      help: { type: "boolean", default: false },
    },
  });
  const settings = SETTINGS.filter((name) => name === values.setting || (!values.setting && name !== "small-records"));
  if (settings.length === 0) throw new Error(`found --setting ${values.setting}, expected ${SETTINGS.join(" or ")}`);
  const object = OBJECTS.find(({ key }) => key === values.object);
  if (!object)
    throw new Error(`found --object ${values.object}, expected ${OBJECTS.map(({ key }) => key).join(" or ")}`);
  const positive = (/** @type {"rounds" | "seconds" | "requests"} */ name) => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value > 0) return value;
    throw new Error(`found --${name} ${values[name]}, expected a whole number from 1`);
  };
  const [rounds, seconds, requests] = [positive("rounds"), positive("seconds"), positive("requests")];
  return { ...values, object, settings, rounds, seconds, requests };
}

const print = (/** @type {string} */ text) => void process.stdout.write(`${text}\n`);

/** @param {ReturnType<typeof optionsOf>} options @param {string} folder */
async function run(options, folder) {
  prepare();
  mkdirSync(join(folder, "buckets", BUCKET), { recursive: true });
  process.stderr.write("uploading the objects\n");
  const plain = await place("keys", folder);
  await upload(plain.endpoint, KEYS);
  if (options.profile) await profile(plain, folder, options, print);
  await plain.stop();
  if (options.profile) return;
  for (const setting of options.settings) {
    const there = await place(setting, folder);
    await compare(setting, there, options, print);
    await there.stop();
  }
}

/** @returns {Promise<number>} exit code */
async function main() {
  let options;
  try {
    options = optionsOf();
  } catch (error) {
    process.stderr.write(`${/** @type {Error} */ (error).message}\n\n${HELP}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), "s3-api-bench-"));
  const clear = () => {
    killAll();
    rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"]))
    process.once(signal, () => {
      clear();
      process.exit(130);
    });
  try {
    await run(options, folder);
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    return 1;
  } finally {
    clear();
  }
}

process.exit(await main());
