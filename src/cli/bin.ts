import { processIo } from "./io";
import { run } from "./program";

/** Loads dist/main.js, which is built next to this file: cdktf and the provider bindings. */
const synthesizer = async () => (await import("../../main")).synthesize;

run(process.argv.slice(2), processIo(), synthesizer).then((code) => {
  process.exitCode = code;
});
