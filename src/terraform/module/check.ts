import type { Node } from "../expression/ast";
import { type Block, isRaw, locationIn } from "../source/block";
import type { ModuleSource } from "../source/module-source";
import { InputError, type SourceLocation } from "../source-location";
import { referencesIn } from "./dependencies";
import type { LoadedModule } from "./loader";

type Parse = (text: string, at: () => SourceLocation) => Node;

/** Names that blocks bind, and those that every module has. */
const BOUND: ReadonlySet<string> = new Set([
  "each",
  "count",
  "self",
  "path",
  "terraform",
  "ephemeral",
  "resource",
  "provider",
]);

/**
 * Parses every expression of a module and of those it calls, and looks for what they refer to.
 * @throws InputError for what is not an expression, and for what is not declared: Terraform would refuse it too
 */
export function checkReferences(
  { source, calls }: LoadedModule,
  parse: Parse,
  done: Set<ModuleSource> = new Set(),
): void {
  if (!done.has(source)) {
    done.add(source);
    for (const blocks of [
      source.resources,
      source.data,
      source.outputs,
      source.modules,
      source.providers,
      localsOf(source),
    ])
      for (const block of blocks.values()) checkBlock(block, source, parse);
  }
  for (const loaded of calls.values()) if (!("absent" in loaded)) checkReferences(loaded, parse, done);
}

/** The blocks that declare locals, each once: all locals of one block share its body. */
const localsOf = ({ locals }: ModuleSource): ReadonlyMap<unknown, Block> =>
  new Map(
    [...locals.values()].flatMap(({ layers }) => layers.map((layer) => [layer.body, { layers: [layer] }] as const)),
  );

function checkBlock(block: Block, source: ModuleSource, parse: Parse): void {
  for (const { file, path, body } of block.layers) {
    const iterators = iteratorsOf(body);
    const check = (raw: unknown, at: readonly (string | number)[]): void => {
      const location = () => file.location([...path, ...at]);
      if (typeof raw === "string") {
        if (!raw.includes("${") && !raw.includes("%{")) return;
        for (const { root, names } of referencesIn(raw, (text) => parse(text, location))) {
          const missing = iterators.has(root) ? undefined : undeclared(root, names, source);
          if (missing !== undefined)
            throw new InputError(
              `found a reference to the ${missing}, which is not declared here; declare it, or correct the name`,
              locationIn(block, at),
            );
        }
      } else if (Array.isArray(raw)) for (let index = 0; index < raw.length; index++) check(raw[index], [...at, index]);
      else if (isRaw(raw))
        for (const [name, one] of Object.entries(raw))
          if (name === "depends_on") checkDependencies(one, parse, () => file.location([...path, ...at, name]));
          else if (!SKIPPED.has(name)) check(one, [...at, name]);
    };
    check(body, []);
  }
}

function checkDependencies(raw: unknown, parse: Parse, location: () => SourceLocation): void {
  // only their syntax: what depends_on names may be anything
  Array.from(referencesIn({ depends_on: raw }, (text) => parse(text, location)));
}

/** What is written of other names than a module's, or is a reference without being evaluated. */
const SKIPPED: ReadonlySet<string> = new Set([
  "//",
  "provider",
  "providers",
  "ignore_changes",
  "replace_triggered_by",
  "depends_on",
]);

/** Names that dynamic blocks bind anywhere in `raw`. */
function iteratorsOf(raw: unknown, found: Set<string> = new Set()): ReadonlySet<string> {
  if (Array.isArray(raw)) for (const one of raw) iteratorsOf(one, found);
  else if (isRaw(raw))
    for (const [name, one] of Object.entries(raw)) {
      if (name === "dynamic")
        for (const types of Array.isArray(one) ? one : [one])
          if (isRaw(types)) for (const type of Object.keys(types)) found.add(type);
      if (name === "iterator" && typeof one === "string") found.add(one.replace(/^\$\{|\}$/g, ""));
      iteratorsOf(one, found);
    }
  return found;
}

/** What a reference names and the module does not declare; undefined where it does. */
function undeclared(root: string, [first, second]: readonly string[], source: ModuleSource): string | undefined {
  if (BOUND.has(root)) return undefined;
  const missing = (map: ReadonlyMap<string, unknown>, name: string | undefined, what: string): string | undefined =>
    name === undefined || map.has(name) ? undefined : `${what} "${name}"`;
  switch (root) {
    case "var":
      return missing(source.variables, first, "variable");
    case "local":
      return missing(source.locals, first, "local value");
    case "module":
      return missing(source.modules, first, "module");
    case "data":
      return second === undefined ? undefined : missing(source.data, `${first}.${second}`, "data source");
    default:
      if (first === undefined && /^[A-Z]/.test(root)) return undefined;
      return first === undefined ? `name "${root}"` : missing(source.resources, `${root}.${first}`, "resource");
  }
}
