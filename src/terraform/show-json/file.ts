import { tooDeep } from "../nesting-limit";
import { isRaw, own, type Raw, unexpected } from "../source/block";
import type { Path, SourceFile } from "../source/source-file";
import { InputError } from "../source-location";

/** A resource as `terraform show -json` writes it. @see https://developer.hashicorp.com/terraform/internals/json-format */
export interface Entry {
  readonly address: string;
  /** Of its module, with keys; "" for the root. */
  readonly module: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly index: string | number | undefined;
  readonly values: Raw;
  readonly dependsOn: readonly string[];
  /** Where it stands in the file. */
  readonly path: Path;
}

/** Steps on the way to a module; a module in a module takes two. */
const DEPTH = 200;

/** The resources of `values` and of every module in it. @throws InputError for another form */
export function entriesIn(file: SourceFile, path: Path, values: unknown): readonly Entry[] {
  if (values === undefined || values === null) return [];
  if (!isRaw(values)) throw unexpected(file, path, values, "an object of values");
  const entries: Entry[] = [];
  const open: { readonly path: Path; readonly module: unknown }[] = [
    { path: [...path, "root_module"], module: own(values, "root_module") ?? {} },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path: at, module } = next;
    if (!isRaw(module)) throw unexpected(file, at, module, "a module");
    if (at.length > DEPTH) throw tooDeep({ file: file.name });
    const address = own(module, "address");
    for (const [index, resource] of listOf(file, [...at, "resources"], own(module, "resources")).entries()) {
      if (isRaw(resource) && own(resource, "deposed_key") !== undefined) continue;
      entries.push(entryOf(file, [...at, "resources", index], resource, typeof address === "string" ? address : ""));
    }
    const children = listOf(file, [...at, "child_modules"], own(module, "child_modules"));
    for (let index = children.length - 1; index >= 0; index--)
      open.push({ path: [...at, "child_modules", index], module: children[index] });
  }
  return entries;
}

function listOf(file: SourceFile, path: Path, value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw unexpected(file, path, value, "a list");
  return value;
}

/** @throws InputError for what is not a resource */
export function entryOf(file: SourceFile, path: Path, resource: unknown, module: string): Entry {
  if (!isRaw(resource)) throw unexpected(file, path, resource, "a resource");
  const [address, mode, type, name, index] = ["address", "mode", "type", "name", "index"].map((field) =>
    own(resource, field),
  );
  for (const [field, value] of Object.entries({ address, type, name }))
    if (typeof value !== "string")
      throw unexpected(file, [...path, field], value, `the ${field} of a resource as text`);
  const values = own(resource, "values") ?? {};
  if (!isRaw(values)) throw unexpected(file, [...path, "values"], values, "an object of values");
  const dependsOn = own(resource, "depends_on");
  return {
    address: String(address),
    module,
    mode: mode === "data" ? "data" : "managed",
    type: String(type),
    name: String(name),
    index: typeof index === "string" || typeof index === "number" ? index : undefined,
    values,
    dependsOn: Array.isArray(dependsOn) ? dependsOn.filter((one) => typeof one === "string") : [],
    path,
  };
}

/** What kind of file it is. @throws InputError for any other */
export function kindOf(file: SourceFile): "plan" | "state" {
  const { content } = file;
  const expected = "what terraform show -json writes of a plan or a state";
  if (!isRaw(content)) throw unexpected(file, [], content, expected);
  if (own(content, "errored") === true)
    throw new InputError(
      "found a plan with errored: true, whose values are not complete; correct what terraform plan reports, and make the plan again",
      file.location(["errored"]),
    );
  if (isRaw(own(content, "planned_values"))) return "plan";
  if (own(content, "values") !== undefined) return "state";
  if (Array.isArray(own(content, "resources")) && typeof own(content, "lineage") === "string")
    throw new InputError(
      `found a state as Terraform stores it, expected ${expected}; run terraform show -json`,
      file.location([]),
    );
  // an empty state has nothing but its version
  if (
    typeof own(content, "format_version") === "string" &&
    Object.keys(content).every((name) => name === "format_version" || name === "terraform_version")
  )
    return "state";
  throw new InputError(
    `found JSON without planned_values or values, expected ${expected}; for *.tf.json name the directory`,
    file.location([]),
  );
}
