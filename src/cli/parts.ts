// What dist/program.js has that the other bundles require of it, so that none carries it twice.
export { formats, prove, readWorld } from "../library/proof";
export { processIo } from "./io";
export { run } from "./program";
