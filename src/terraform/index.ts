import { tooDeep } from "./nesting-limit";
import { loadShowJson } from "./show-json/read";
import { displayPath } from "./source/source-file";
import { InputError } from "./source-location";
import { type LoadedStack, loadConfiguration } from "./stack/configuration";
import { type Found, stacksAt } from "./stack/paths";
import { worldOf } from "./stack/world-of";
import type { ReadOptions, World } from "./world";

export { UnknownValue } from "../unknown/unknown-value";
export { digitsFrom, type UnnamedAccount } from "./accounts";
export type { Value } from "./value";
export type {
  Change,
  MissingModule,
  ReadOptions,
  Resource,
  Stack,
  World,
} from "./world";

/**
 * Reads the stacks that `paths` lead to as one world. What is not needed is not evaluated.
 * @throws InputError for what cannot be used: no Terraform, text that does not parse, two stacks of one name,
 * an errored plan, options that name what is not there
 */
export async function readWorld(paths: readonly string[], options: ReadOptions): Promise<World> {
  const loaded: LoadedStack[] = [];
  for (const one of uniqueByPath(paths.flatMap(stacksAt))) loaded.push(await load(one, options));
  return worldOf(loaded, options);
}

async function load({ name, path, kind }: Found, options: ReadOptions): Promise<LoadedStack> {
  try {
    return await (kind === "directory" ? loadConfiguration : loadShowJson)(name, path, options);
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep({ file: displayPath(path) });
    throw error;
  }
}

/** A path given twice is one stack; two paths to stacks of one name are an error. */
function uniqueByPath(found: readonly Found[]): readonly Found[] {
  const byPath = new Map(found.map((one) => [one.path, one]));
  const byName = new Map<string, Found>();
  for (const one of byPath.values()) {
    const other = byName.get(one.name);
    if (other)
      throw new InputError(
        `found two stacks called ${one.name}, expected one: the other is ${displayPath(other.path)}; rename one of them`,
        { file: displayPath(one.path) },
      );
    byName.set(one.name, one);
  }
  return [...byPath.values()];
}
