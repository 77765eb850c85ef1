import { isAws, type VersionConstraint } from "../provider-versions";
import { InputError } from "../source-location";
import { type Block, isRaw, type Layer, listed, members, objectsAt, own, unexpected } from "./block";
import { isOfTofu, type Path, type SourceFile } from "./source-file";

/** What the files of one module's directory declare. */
export interface ModuleSource {
  /** Absolute. */
  readonly directory: string;
  readonly files: readonly SourceFile[];
  /** By `type.name` */
  readonly resources: ReadonlyMap<string, Block>;
  /** By `type.name` */
  readonly data: ReadonlyMap<string, Block>;
  readonly variables: ReadonlyMap<string, Block>;
  readonly outputs: ReadonlyMap<string, Block>;
  readonly modules: ReadonlyMap<string, Block>;
  /** The block that declares each local. */
  readonly locals: ReadonlyMap<string, Block>;
  /** By local name and alias: `aws`, `aws.b` */
  readonly providers: ReadonlyMap<string, Block>;
  /** What Terraform forgets without destroying it: `removed` blocks with `destroy = false`. */
  readonly forgotten: readonly Block[];
  /** What it asks of the version of the aws provider. */
  readonly versions: readonly VersionConstraint[];
  /** Type and configuration of the backend. */
  readonly backend: { readonly type: string; readonly block: Block } | undefined;
}

const LABELS = { resource: 2, data: 2, variable: 1, output: 1, module: 1 } as const;
const FIELDS = {
  resource: "resources",
  data: "data",
  variable: "variables",
  output: "outputs",
  module: "modules",
} as const;

/** Blocks of a root module, and what else may stand at the top of a file. */
const TOP: ReadonlySet<string> = new Set([
  "resource",
  "data",
  "variable",
  "output",
  "module",
  "locals",
  "provider",
  "terraform",
  "moved",
  "import",
  "check",
  "removed",
  "ephemeral",
  "action",
  "list",
  "//",
]);

interface Draft {
  readonly resources: Map<string, Block>;
  readonly data: Map<string, Block>;
  readonly variables: Map<string, Block>;
  readonly outputs: Map<string, Block>;
  readonly modules: Map<string, Block>;
  readonly locals: Map<string, Block>;
  readonly providers: Map<string, Block>;
  readonly forgotten: Block[];
  readonly versions: VersionConstraint[];
  /** Whether a file that is read is OpenTofu's alone, which reads all of them then. */
  readonly isOfTofu: boolean;
  backend: ModuleSource["backend"];
}

/**
 * What `files` declare together; `overrides` are laid over it.
 * @throws InputError for what is not Terraform, and for two declarations of one thing
 * @see https://developer.hashicorp.com/terraform/language/files/override
 */
export function moduleSource(
  directory: string,
  files: readonly SourceFile[],
  overrides: readonly SourceFile[],
): ModuleSource {
  const draft: Draft = {
    resources: new Map(),
    data: new Map(),
    variables: new Map(),
    outputs: new Map(),
    modules: new Map(),
    locals: new Map(),
    providers: new Map(),
    forgotten: [],
    versions: [],
    isOfTofu: [...files, ...overrides].some(({ name }) => isOfTofu(name)),
    backend: undefined,
  };
  for (const file of files) read(draft, file, false);
  for (const file of overrides) read(draft, file, true);
  return { directory, files: [...files, ...overrides], ...draft };
}

function read(draft: Draft, file: SourceFile, override: boolean): void {
  if (file.content === null) throw unexpected(file, [], null, "an object of Terraform's blocks");
  for (const { path, body } of objectsAt(file, [], file.content, "an object of Terraform's blocks")) {
    for (const [type, value] of members(body)) {
      if (!TOP.has(type))
        throw unexpected(
          file,
          [...path, type],
          value,
          "one of Terraform's blocks (resource, data, variable, output, module, locals, provider, terraform)",
        );
      block(draft, file, [...path, type], type, value, override);
    }
  }
}

function block(draft: Draft, file: SourceFile, path: Path, type: string, value: unknown, override: boolean): void {
  const add = (map: Map<string, Block>, name: string, layer: Layer) => declare(map, type, name, layer, override);
  switch (type) {
    case "resource":
    case "data":
    case "variable":
    case "output":
    case "module":
      for (const { names, layer } of labelled(
        file,
        path,
        value,
        LABELS[type],
        `${type} blocks by ${LABELS[type] === 2 ? "type and name" : "name"}`,
      ))
        add(draft[FIELDS[type]], names.join("."), layer);
      return;
    case "locals":
      for (const layer of objectsAt(file, path, value, "an object of locals"))
        for (const [name] of members(layer.body)) add(draft.locals, name, { file, ...layer });
      return;
    case "provider":
      for (const { names, layer } of labelled(file, path, value, 1, "provider blocks by name"))
        provider(draft.providers, names.join("."), layer, override);
      return;
    case "removed":
      for (const layer of objectsAt(file, path, value, "a removed block"))
        if (isKept(layer.body, draft.isOfTofu)) draft.forgotten.push({ layers: [{ file, ...layer }] });
      return;
    case "terraform":
      for (const layer of objectsAt(file, path, value, "an object of settings"))
        terraform(draft, file, layer.path, layer.body);
  }
}

/**
 * Whether what a `removed` block names stays in AWS: with `destroy = false`, and in OpenTofu without a word.
 * @see https://developer.hashicorp.com/terraform/language/block/removed
 * @see https://opentofu.org/docs/language/resources/behavior/
 */
function isKept(body: Layer["body"], byTofu: boolean): boolean {
  const destroy = listed(own(body, "lifecycle")).flatMap((one) => (isRaw(one) ? String(own(one, "destroy")) : []));
  return byTofu ? !destroy.includes("true") : destroy.includes("false");
}

function terraform(draft: Draft, file: SourceFile, path: Path, body: Layer["body"]): void {
  const cloud = own(body, "cloud");
  for (const layer of objectsAt(file, [...path, "cloud"], cloud, "an object of settings"))
    draft.backend = { type: "cloud", block: { layers: [{ file, ...layer }] } };
  for (const { names, layer } of labelled(file, [...path, "backend"], own(body, "backend"), 1, "a backend by type"))
    draft.backend = { type: names.join("."), block: { layers: [layer] } };
  const required = objectsAt(
    file,
    [...path, "required_providers"],
    own(body, "required_providers"),
    "an object of providers",
  );
  for (const layer of required)
    for (const [name, one] of members(layer.body)) {
      const { source, version } = isRaw(one) ? one : { version: one };
      if (typeof version === "string" && isAws(name, source))
        draft.versions.push({ text: version, location: file.location([...layer.path, name]) });
    }
}

/** The bodies below `count` levels of names. */
function labelled(
  file: SourceFile,
  path: Path,
  value: unknown,
  count: number,
  what: string,
): readonly { readonly names: readonly string[]; readonly layer: Layer }[] {
  if (count === 0) {
    const bodies = objectsAt(file, path, value, what);
    // hcl2json writes a single block as a list of one: the list is not a part of the path to it
    return bodies.map((layer) => ({
      names: [],
      layer: { file, ...layer, path: file.isHcl && bodies.length === 1 ? path : layer.path },
    }));
  }
  return objectsAt(file, path, value, what).flatMap(({ path: inner, body }) =>
    members(body).flatMap(([name, one]) => {
      if (!isRaw(one) && !Array.isArray(one) && one !== null) throw unexpected(file, [...inner, name], one, what);
      return labelled(file, [...inner, name], one, count - 1, what).map(({ names, layer }) => ({
        names: [name, ...names],
        layer,
      }));
    }),
  );
}

function declare(map: Map<string, Block>, type: string, name: string, layer: Layer, override: boolean): void {
  const known = map.get(name);
  if (!known) {
    map.set(name, { layers: [layer] });
    return;
  }
  if (!override) {
    const { file, line } = known.layers[0].file.location(known.layers[0].path);
    throw new InputError(
      `found a second ${type === "locals" ? "local" : type} ${name}, expected one: the first is at ${file}:${line}; rename one of them`,
      layer.file.location(layer.path),
    );
  }
  map.set(name, { layers: [...known.layers, layer] });
}

function provider(map: Map<string, Block>, name: string, layer: Layer, override: boolean): void {
  const alias = own(layer.body, "alias");
  const key = typeof alias === "string" ? `${name}.${alias}` : name;
  declare(map, "provider", key, layer, override);
}
