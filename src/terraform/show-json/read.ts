import { dirname } from "node:path";
import type { Lookup } from "../lookup";
import { withStackLimit } from "../nesting-limit";
import { displayPath, readJson } from "../source/source-file";
import { InputError } from "../source-location";
import type { ReadStack } from "../stack/configuration";
import type { ReadOptions } from "../world";
import { kindOf } from "./file";
import { readPlan } from "./plan";
import { readState } from "./state";

/** Reads a file that `terraform show -json` has written. @throws InputError */
export function readShowJson(name: string, path: string, options: ReadOptions, lookup: Lookup): ReadStack {
  if (/\.(tf|tf\.json|tfvars)$/.test(path))
    throw new InputError("found one file of a stack, expected the directory it is in", { file: displayPath(path) });
  return withStackLimit(
    () => ({ file: displayPath(path) }),
    () => {
      const file = readJson(path);
      return (kindOf(file) === "plan" ? readPlan : readState)(name, dirname(path), file, options, lookup);
    },
  );
}
