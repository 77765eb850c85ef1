import { processIo } from "./io";
import { run } from "./program";

// the bundle of this file is dist/program.js, which the other bundles require for what it has
export { formats, prove, readWorld } from "../library/proof";
export { processIo, run };

/** Loads dist/main.js, which is built next to this file: cdktf and the provider bindings. */
const synthesizer = async () => (await import("../../main")).synthesize;

/** The command line, as this process was given it. */
export function start(): void {
  run(process.argv.slice(2), processIo(), synthesizer).then((code) => {
    process.exitCode = code;
  });
}
