import { below, inlined, type KeyTable, keyTables, type Schema } from "../schema-tables";
import { baseConfiguration, configurationOf, RECIPES } from ".";

/** The first value that a recipe gives each key, by its path in the schema: `accounts.<key>.profile`. */
export function exampleValues(root: Schema): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  const walk = (schema: Schema, value: unknown, path: string): void => {
    for (const branch of schema.anyOf ?? []) walk(branch, value, path);
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      for (const one of value) if (schema.items) walk(schema.items, one, `${path}[]`);
      return;
    }
    for (const [key, inner] of Object.entries(value)) {
      const known = schema.properties?.[key];
      if (known) {
        const at = below(path, key);
        if (!found.has(at)) found.set(at, inner);
        walk(known, inner, at);
      } else if (typeof schema.additionalProperties === "object")
        walk(schema.additionalProperties, inner, below(path, "<key>"));
    }
  };
  for (const configuration of [...RECIPES.map(configurationOf), baseConfiguration()]) walk(root, configuration, "");
  return found;
}

/** The value of a key in any of the maps that a table is about. */
export const exampleIn = ({ paths }: KeyTable, key: string, values: ReadonlyMap<string, unknown>): unknown =>
  paths.map((path) => values.get(below(path, key))).find((value) => value !== undefined);

/** Keys that no recipe uses in any of the maps that have them, by path. */
export function keysWithoutExample(schema: object): readonly string[] {
  const root = inlined(schema);
  const values = exampleValues(root);
  return keyTables(root).flatMap((table) =>
    table.keys
      .filter(({ key }) => exampleIn(table, key, values) === undefined)
      .map(({ key }) => below(table.paths[0] ?? "", key)),
  );
}
