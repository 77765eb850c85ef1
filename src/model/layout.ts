/** `stacks`: each a root module with its own state; `modules`: each a module, called by root modules of the user. */
export type Layout = "stacks" | "modules";

/**
 * The folder below an output of modules with a root module that calls all of them: what the proof reads. It is no part of
 * the output.
 */
export const CALLER = ".caller";
