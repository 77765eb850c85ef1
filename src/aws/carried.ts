import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What is carried of AWS's own lists, written by scripts/aws-data.mjs; the build lays it beside the bundles. Read when
 * it is first asked for, never at start.
 */
export const carried = (name: "actions.bin" | "managed-policies.bin"): Buffer =>
  readFileSync(join(__dirname, "data", name));
