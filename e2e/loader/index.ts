export { type Change, Deployment, type Held, type Options, type Refusal } from "./deployment";
export { Interrupted, NotKnown } from "./errors";
export { clusterOf, createExisting } from "./existing";
export { Kubernetes, type KubernetesObject } from "./kubernetes";
export { type Synthesized, synthesized, synthesizedFile } from "./synthesize";
