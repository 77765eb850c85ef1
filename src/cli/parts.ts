// What dist/program.js has that the other bundles require of it, so that none carries it twice.
export { accessChange, formats, prove, readWorld, refusedHop } from "../library/proof";
export { processIo } from "./io";
export { run } from "./program";
