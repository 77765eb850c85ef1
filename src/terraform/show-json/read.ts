import { dirname } from "node:path";
import { withStackLimit } from "../nesting-limit";
import { readJson } from "../source/source-file";
import { displayPath, InputError } from "../source-location";
import type { LoadedStack } from "../stack/configuration";
import type { ReadOptions } from "../world";
import { kindOf } from "./file";
import { readPlan } from "./plan";
import { readState } from "./state";

/** Reads a file that `terraform show -json` has written. @throws InputError */
export function loadShowJson(name: string, path: string, options: ReadOptions): LoadedStack {
  if (/\.(tf|tf\.json|tfvars)$/.test(path))
    throw new InputError("found one file of a stack, expected the directory it is in", { file: displayPath(path) });
  const location = () => ({ file: displayPath(path) });
  return withStackLimit(location, () => {
    const file = readJson(path);
    const read = kindOf(file) === "plan" ? readPlan : readState;
    return {
      name,
      under: (accounts, lookup) =>
        withStackLimit(location, () => read(name, dirname(path), file, options, lookup, accounts)),
      written: [file.content],
    };
  });
}
