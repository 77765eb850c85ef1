export { type SynthesizeOptions, synthesize } from "./app";
