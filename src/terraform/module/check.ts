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
 * Parses every expression of a module and of those it calls, and looks for what they refer to. `found` is given what
 * is not an expression, and what is not declared: Terraform may refuse it. Where a chain needs it, its evaluation does.
 */
export function checkReferences(
  { source, calls }: LoadedModule,
  parse: Parse,
  found: (problem: InputError) => void,
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
      for (const block of blocks.values()) checkBlock(block, source, parse, found);
  }
  for (const loaded of calls.values()) if (!("absent" in loaded)) checkReferences(loaded, parse, found, done);
}

/** The blocks that declare locals, each once: all locals of one block share its body. */
const localsOf = ({ locals }: ModuleSource): ReadonlyMap<unknown, Block> =>
  new Map(
    [...locals.values()].flatMap(({ layers }) => layers.map((layer) => [layer.body, { layers: [layer] }] as const)),
  );

function checkBlock(block: Block, source: ModuleSource, parse: Parse, found: (problem: InputError) => void): void {
  for (const { file, path, body } of block.layers) {
    const iterators = iteratorsOf(body);
    const checkText = (raw: string, at: readonly (string | number)[]): void => {
      const location = () => file.location([...path, ...at]);
      if (!raw.includes("${") && !raw.includes("%{")) return;
      const parsed = (text: string): Node => {
        const node = parse(text, location);
        if (node.kind === "unread") found(new InputError(`in an expression: ${node.reason}`, location()));
        return node;
      };
      for (const { root, names } of referencesIn(raw, parsed)) {
        const missing = iterators.has(root) ? undefined : undeclared(root, names, source);
        if (missing !== undefined)
          throw new InputError(
            `found a reference to the ${missing}, which is not declared here; declare it, or correct the name`,
            locationIn(block, at),
          );
      }
    };
    const check = (raw: unknown, at: readonly (string | number)[]): void => {
      if (typeof raw === "string") collected(found, () => checkText(raw, at));
      else if (Array.isArray(raw)) for (let index = 0; index < raw.length; index++) check(raw[index], [...at, index]);
      else if (isRaw(raw))
        for (const [name, one] of Object.entries(raw))
          if (name === "depends_on")
            // only their syntax: what depends_on names may be anything
            collected(found, () =>
              Array.from(
                referencesIn({ depends_on: one }, (text) => parse(text, () => file.location([...path, ...at, name]))),
              ),
            );
          else if (!SKIPPED.has(name) && !(at[0] === "provisioner" && KEYWORDS.has(name))) check(one, [...at, name]);
    };
    check(body, []);
  }
}

function collected(found: (problem: InputError) => void, check: () => unknown): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    found(error);
  }
}

/** Settings of a provisioner whose values are keywords: `when = destroy`. */
const KEYWORDS: ReadonlySet<string> = new Set(["when", "on_failure"]);

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
