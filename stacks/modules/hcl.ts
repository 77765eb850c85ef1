import { type Block, isBlock } from "./block";

/** Blocks of Terraform JSON as HCL, laid out as `terraform fmt` has it. */
export const hclOf = (root: Block): string =>
  Object.entries(root)
    .flatMap(([type, blocks]) => topLevel(type, blocks))
    .join("\n");

/** How many labels follow the type. */
const LABELS: Readonly<Record<string, number>> = { provider: 1, module: 1, data: 2, ephemeral: 2 };

function topLevel(type: string, blocks: unknown): readonly string[] {
  const below = (head: string, value: unknown, labels: number): readonly string[] =>
    labels === 0
      ? (Array.isArray(value) ? value : [value]).map((block) => `${head} {\n${body(block, "  ")}}\n`)
      : Object.entries(value as Block).flatMap(([label, inner]) => below(`${head} "${label}"`, inner, labels - 1));
  return below(type, blocks, LABELS[type] ?? 0);
}

function body(block: Block, indent: string): string {
  const entries = Object.entries(block).sort(([a], [b]) => rank(a) - rank(b));
  const nested = entries.filter(([, value]) => isBlocks(value));
  const args = argumentsOf(
    entries.filter(([, value]) => !isBlocks(value)).map(([name, value]) => [name, written(name, value, indent)]),
    indent,
  );
  const blocks = nested.flatMap(([name, value]) =>
    (value as readonly Block[]).map((one) => `${indent}${name} {\n${body(one, `${indent}  `)}${indent}}\n`),
  );
  return [...(args ? [args] : []), ...blocks].join("\n");
}

/** What says which one it is comes first; the rest stays in its order. */
const FIRST = ["alias", "provider", "source"];
const rank = (name: string): number => (FIRST.includes(name) ? 0 : 1);

const isBlocks = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isBlock);

/** Signs of equality stand below each other in lines that follow each other; a value over several lines ends a run of these. */
function argumentsOf(args: readonly (readonly [string, string])[], indent: string): string {
  const runs: (readonly [string, string])[][] = [[]];
  for (const argument of args) {
    if (argument[1].includes("\n")) runs.push([argument], []);
    else runs.at(-1)?.push(argument);
  }
  return runs
    .flatMap((run) => {
      const width = Math.max(0, ...run.map(([name]) => name.length));
      return run.map(([name, value]) => `${indent}${name.padEnd(width)} = ${value}\n`);
    })
    .join("");
}

/** Arguments that Terraform takes as they are, without quotes. */
const isReference = (name: string): boolean => ["provider", "providers", "depends_on"].includes(name);

function written(name: string, value: unknown, indent: string): string {
  if (Array.isArray(value)) return `[${value.map((item) => written(name, item, indent)).join(", ")}]`;
  if (isBlock(value)) {
    const inner = `${indent}  `;
    const entries = Object.entries(value).map(([key, one]) => [keyOf(key, name), written(name, one, inner)] as const);
    return `{\n${argumentsOf(entries, inner)}${indent}}`;
  }
  if (typeof value !== "string") return JSON.stringify(value);
  const [, expression] = /^\$\{([^{}]*)\}$/.exec(value) ?? [];
  return isReference(name) ? value : (expression ?? JSON.stringify(value));
}

const keyOf = (key: string, of: string): string =>
  isReference(of) || /^[A-Za-z_][\w-]*$/.test(key) ? key : JSON.stringify(key);
