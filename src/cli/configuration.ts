/** The commands that read a configuration: a bundle of its own, which `prove` does not load. */
export { jsonSchema } from "../config";
export { readConfiguration } from "../library/configuration";
export { stackFile, withOutput } from "../library/synthesize";
export { check } from "./check";
export { deploy } from "./deploy/deploy";
export { viaCdktf } from "./deploy/via-cdktf";
export { handover } from "./handover";
export { init } from "./init/init";
export { order } from "./order";
export { jsonText } from "./print";
export { synth } from "./synth";
