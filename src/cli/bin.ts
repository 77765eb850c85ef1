import { processIo, run } from "./parts";

// the bundle of this file is dist/program.js
export * from "./parts";

/** Loads dist/main.js, which is built next to this file: cdktf and the provider bindings. */
const synthesizer = async () => (await import("../../main")).synthesize;

/** The command line, as this process was given it. */
export function start(): void {
  run(process.argv.slice(2), processIo(), synthesizer).then((code) => {
    process.exitCode = code;
  });
}
