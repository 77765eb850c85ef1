import { stringify } from "yaml";
import { valueAt } from "./draft";
import { BASE, configurationOf, RECIPES, REFUSALS, type Recipe } from "./recipes";
import { exampleIn, exampleValues } from "./recipes/coverage";
import { inlined, type KeyTable, keyTables, type Schema } from "./schema-tables";

const HEAD = `# Configuration

Written by \`npm run docs\` from \`src/config/schema.ts\` and \`src/config/recipes\`; do not edit. The same definition gives
\`eks-cross-account.schema.json\`, which editors find by the file's first line.

A configuration is one file, or a folder of files that are read as one: [below](#a-folder-of-files).
`;

const FOLDER = `## A folder of files

\`--config teams\`, or \`EKS_CROSS_ACCOUNT_CONFIG=teams\`, reads every \`*.yaml\` and \`*.yml\` of the folder \`teams\` as one
configuration, which has the folder's name. Folders below it are not read (there is a warning where they hold YAML), nor are
hidden files. Maps at the top are joined by their keys: each entry, and each key of \`defaults\`, stands in one file.
Which file that is and what the files are called shows nowhere in the output, since entries are taken in the order of their keys.
Anchors are each file's own. Errors name the file that has them.

A part has no section that must be in it: its schema for editors is what \`eks-cross-account schema --part\` prints, named in
the file's first line as \`# yaml-language-server: $schema=part.schema.json\`. \`examples/team-files\` is such a folder.
`;

const REFUSED = `## What does not go together

| keys | rule |
| --- | --- |
${REFUSALS.map(({ keys, rule }) => `| ${keys} | [\`${rule}\`](rules.md) |\n`).join("")}`;

const KEYS = `## All keys

Entries have names of their own in maps: \`accounts.account-a\`, \`workloads.my-app\`. A key has at most 40 lower-case
letters, digits and hyphens and starts with a letter. It is part of Terraform addresses: an entry that gets another key says
with \`renamedFrom\` what it was, so that nothing is replaced ([renaming.md](renaming.md)).

Keys of the file that begin with \`x-\` are not read. They hold what YAML anchors share:

\`\`\`yaml
x-team: &team
  confine: true
  verify: job
workloads:
  reports: { <<: *team, cluster: shop, namespace: analytics, serviceAccount: reports }
\`\`\`
`;

/** The text of docs/configuration.md: what is wanted most, then a table for each map of the JSON Schema, in the file's order. */
export function configurationMarkdown(schema: object): string {
  const root = inlined(schema);
  const values = exampleValues(root);
  return [HEAD, WANTED, FOLDER, REFUSED, KEYS, ...keyTables(root).map((table) => keysMarkdown(table, values))].join(
    "\n",
  );
}

/** A recipe's keys by their entries, and what of the file they take the place of. */
function rowOf(recipe: Recipe): string {
  const { want, at, write, besides = {}, inPlaceOf = [] } = recipe;
  const written = [[at, write], ...Object.entries(besides)].map(
    ([place, keys]) => `${place === "" ? "the file" : `\`${place}\``}: \`${keys}\``,
  );
  const gone = inPlaceOf.filter((path) => valueAt(configurationOf(recipe), path.split(".")) === undefined);
  return `| ${want} | ${[...written, ...gone.map((path) => `without \`${path}\``)].join("<br>")} |\n`;
}

const WANTED = `## What to write

Each row changes this file, in the entries that it names. The tests synthesize and prove all of them.

\`\`\`yaml
${BASE.trim()}
\`\`\`

| I want … | write |
| --- | --- |
${RECIPES.map(rowOf).join("")}`;

function keysMarkdown(table: KeyTable, values: ReadonlyMap<string, unknown>): string {
  const heading = table.paths.map((path) => (path === "" ? "The file" : `\`${path}\``)).join(", ");
  const rows = table.keys.map(({ key, schema, required }) => {
    const example = shown(key, exampleIn(table, key, values));
    return `| \`${key}\` | ${typeOf(schema)} | ${required ? "yes" : ""} | ${cell(schema.description)} | ${example} |\n`;
  });
  return `## ${heading}\n\n| key | value | required | | example |\n| --- | --- | --- | --- | --- |\n${rows.join("")}`;
}

/** A key with its value, where that fits; maps have tables of their own. */
function shown(key: string, value: unknown): string {
  const text = stringify({ [key]: value }, { collectionStyle: "flow", lineWidth: 0 })
    .trim()
    .slice(2, -2);
  return text.length > 70 ? "" : `\`${text}\``;
}

function typeOf({ type, enum: values, const: only, additionalProperties, items, anyOf }: Schema): string {
  if (anyOf) return anyOf.map(typeOf).join(" or ");
  if (values) return values.map((value) => `\`${value}\``).join(", ");
  if (only !== undefined) return `\`${JSON.stringify(only)}\``;
  if (items) return `list of ${typeOf(items)}`;
  return type === "object"
    ? additionalProperties
      ? "map of entries"
      : "map"
    : type === "boolean"
      ? "true, false"
      : type === "integer"
        ? "number"
        : "text";
}

const cell = (text = ""): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
