/** A part of the JSON Schema, as far as the documentation reads it. */
export interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** The JSON Schema with each definition where it is referred to; none refers to itself. */
export function inlined(root: object): Schema {
  const { $defs = {}, ...rest } = root as { readonly $defs?: Readonly<Record<string, object>> };
  const inline = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inline);
    if (typeof value !== "object" || value === null) return value;
    const { $ref, ...own } = value as { readonly $ref?: string };
    const referred = $ref === undefined ? {} : { ...$defs[$ref.replace("#/$defs/", "")], id: undefined };
    return Object.fromEntries(Object.entries({ ...referred, ...own }).map(([key, part]) => [key, inline(part)]));
  };
  return inline(rest) as Schema;
}

/** The keys of a map, and where maps with just these keys are: `accounts.<key>`; "" for the file. */
export interface KeyTable {
  readonly paths: readonly string[];
  readonly keys: readonly { readonly key: string; readonly schema: Schema; readonly required: boolean }[];
}

/** A table for each map of a schema, in the file's order; maps with equal keys share one. */
export function keyTables(root: Schema): readonly KeyTable[] {
  const tables = new Map<string, KeyTable>();
  for (const { paths, keys } of tablesAt("", root)) {
    const id = JSON.stringify(keys);
    tables.set(id, { paths: [...(tables.get(id)?.paths ?? []), ...paths], keys });
  }
  return [...tables.values()];
}

function tablesAt(path: string, schema: Schema): readonly KeyTable[] {
  const { properties, additionalProperties, items, required, anyOf } = schema;
  if (anyOf) return anyOf.flatMap((one) => tablesAt(path, one));
  if (items) return tablesAt(`${path}[]`, items);
  if (typeof additionalProperties === "object") return tablesAt(below(path, "<key>"), additionalProperties);
  if (!properties) return [];
  const entries = Object.entries(properties);
  return [
    {
      paths: [path],
      keys: entries.map(([key, value]) => ({ key, schema: value, required: required?.includes(key) ?? false })),
    },
    ...entries.flatMap(([key, value]) => tablesAt(below(path, key), value)),
  ];
}

export const below = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);
