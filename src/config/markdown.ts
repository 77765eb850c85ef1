interface Schema {
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

const INTRODUCTION = `# Configuration

Written by \`npm run docs\` from \`src/config/schema.ts\`; do not edit. The same definition gives
\`eks-cross-account.schema.json\`, which editors find by the file's first line.

Entries have names of their own in maps: \`accounts.account-a\`, \`workloads.my-app\`. A key has at most 40 lower-case
letters, digits and hyphens and starts with a letter; it is part of Terraform addresses, so renaming it
replaces resources.

Keys of the file that begin with \`x-\` are not read. They hold what YAML anchors share:

\`\`\`yaml
x-team: &team
  confine: true
  verify: job
workloads:
  reports: { <<: *team, cluster: shop, namespace: analytics, serviceAccount: reports }
\`\`\`
`;

/** The text of docs/configuration.md: a table for each map of the JSON Schema, in the file's order. */
export function configurationMarkdown(root: object): string {
  const headings = new Map<string, string[]>();
  for (const { heading, table } of tables("", root as Schema))
    headings.set(table, [...(headings.get(table) ?? []), heading]);
  return [INTRODUCTION, ...[...headings].map(([table, shared]) => `## ${shared.join(", ")}\n\n${table}`)].join("\n");
}

function tables(path: string, schema: Schema): readonly { readonly heading: string; readonly table: string }[] {
  const { properties, additionalProperties, items, required, anyOf } = schema;
  if (anyOf) return anyOf.flatMap((one) => tables(path, one));
  if (items) return tables(`${path}[]`, items);
  if (typeof additionalProperties === "object") return tables(`${path}.<key>`, additionalProperties);
  if (!properties) return [];
  const rows = Object.entries(properties).map(
    ([key, value]) =>
      `| \`${key}\` | ${typeOf(value)} | ${required?.includes(key) ? "yes" : ""} | ${cell(value.description)} |\n`,
  );
  const heading = path === "" ? "The file" : `\`${path.slice(1)}\``;
  return [
    { heading, table: `| key | value | required | |\n| --- | --- | --- | --- |\n${rows.join("")}` },
    ...Object.entries(properties).flatMap(([key, value]) => tables(`${path}.${key}`, value)),
  ];
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
