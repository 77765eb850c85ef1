import { templateParts } from "./templates";

type Json = Readonly<Record<string, unknown>>;

/**
 * Arguments that are blocks though Terraform JSON has them as objects, or as empty lists where there is no block.
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#nested-blocks
 */
const BLOCKS: ReadonlySet<string> = new Set([
  "lifecycle",
  "global_secondary_index",
  "local_secondary_index",
  "replica",
]);

/** Arguments whose values are expressions and not texts. */
const EXPRESSIONS: ReadonlySet<string> = new Set(["depends_on", "ignore_changes", "to"]);

/** The width within which a list is kept on one line. */
const WIDTH = 100;

/**
 * A root module of Terraform JSON as HCL, as `terraform fmt` lays it out. Policies, which are JSON in a text there, become
 * `jsonencode(…)`, so that a review sees each line of them.
 */
export function asHcl(root: Json): string {
  const blocks = Object.entries(root).flatMap(([kind, content]) => topLevel(kind, content));
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function topLevel(kind: string, content: unknown): readonly (readonly string[])[] {
  switch (kind) {
    case "terraform":
    case "locals":
      return [block(kind, [], objectOf(content), kind === "locals" ? "values" : "blocks")];
    case "import":
      return listOf(content).map((one) => block(kind, [], objectOf(one)));
    case "resource":
    case "data":
      return Object.entries(objectOf(content)).flatMap(([type, all]) =>
        Object.entries(objectOf(all)).map(([name, of]) => block(kind, [type, name], objectOf(of))),
      );
    default:
      return Object.entries(objectOf(content)).flatMap(([name, all]) =>
        listOf(all).map((of) => block(kind, [name], objectOf(of))),
      );
  }
}

/** A block with its labels. In `values` nothing is a block; in `blocks` every object is one, but for those of providers. */
function block(
  type: string,
  labels: readonly string[],
  content: Json,
  objects: "blocks" | "values" | "some" = "some",
): readonly string[] {
  const head = [type, ...labels.map((label) => JSON.stringify(label))].join(" ");
  const lines = body(content, objects).map(indented);
  return lines.length === 0 ? [`${head} {}`] : [`${head} {`, ...lines, "}"];
}

const indented = (line: string): string => (line === "" ? "" : `  ${line}`);

function body(content: Json, objects: "blocks" | "values" | "some"): readonly string[] {
  const isBlock = (name: string, value: unknown): boolean =>
    objects === "blocks"
      ? typeof value === "object" && value !== null
      : objects === "some" &&
        (BLOCKS.has(name) || (Array.isArray(value) && value.length > 0 && value.every((one) => isObject(one))));
  const entries = Object.entries(content).filter(([, value]) => value !== undefined && value !== null);
  const values = entries.filter(([name, value]) => !isBlock(name, value));
  const blocks = entries
    .filter(([name, value]) => isBlock(name, value))
    .flatMap(([name, value]) =>
      listOf(value).map((one) => block(name, [], objectOf(one), objects === "blocks" ? "values" : "some")),
    );
  const attributes = aligned(
    values.map(([name, value]) => ({
      key: name,
      lines: EXPRESSIONS.has(name) ? expressions(value) : expressionOf(value),
    })),
  );
  return [attributes, ...blocks]
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}

interface Attribute {
  readonly key: string;
  readonly lines: readonly string[];
}

/** Attributes below each other: the equals signs of neighbours of one line are aligned. */
function aligned(attributes: readonly Attribute[]): readonly string[] {
  return attributes.flatMap(({ key, lines: [first = "", ...rest] }, index) => {
    if (rest.length > 0) return [`${key} = ${first}`, ...rest];
    return [`${key.padEnd(widthAt(attributes, index))} = ${first}`];
  });
}

/** The longest key of the neighbours of one line around an attribute. */
function widthAt(attributes: readonly Attribute[], index: number): number {
  const isOneLine = (at: number) => attributes[at]?.lines.length === 1;
  let [from, to] = [index, index];
  while (isOneLine(from - 1)) from -= 1;
  while (isOneLine(to + 1)) to += 1;
  return Math.max(...attributes.slice(from, to + 1).map(({ key }) => key.length));
}

/** A value as an expression, over as many lines as it needs. */
function expressionOf(value: unknown): readonly string[] {
  if (typeof value === "string") return textOf(value);
  if (Array.isArray(value)) return list(value.map((one: unknown) => expressionOf(one)));
  if (!isObject(value)) return [JSON.stringify(value)];
  const lines = aligned(Object.entries(value).map(([name, one]) => ({ key: keyOf(name), lines: expressionOf(one) })));
  return lines.length === 0 ? ["{}"] : ["{", ...lines.map(indented), "}"];
}

const expressions = (value: unknown): readonly string[] =>
  Array.isArray(value) ? list(value.map((one) => [String(one)])) : [String(value)];

function list(values: readonly (readonly string[])[]): readonly string[] {
  const line = `[${values.map(([first = ""]) => first).join(", ")}]`;
  if (values.every((lines) => lines.length === 1) && line.length <= WIDTH) return [line];
  return ["[", ...values.flatMap((lines) => [...lines.slice(0, -1), `${lines.at(-1) ?? ""},`]).map(indented), "]"];
}

const keyOf = (name: string): string => (/^[A-Za-z_][\w-]*$/.test(name) ? name : quoted(name));

/** A text: a document as what it encodes, an expression alone as itself, else as a template. */
function textOf(text: string): readonly string[] {
  const document = /^\s*\{/.test(text) ? parsed(text) : undefined;
  if (isObject(document)) {
    const [first = "", ...rest] = expressionOf(document);
    return rest.length === 0 ? [`jsonencode(${first})`] : [`jsonencode(${first}`, ...rest.slice(0, -1), "})"];
  }
  const parts = templateParts(text);
  const [only, ...more] = parts;
  if (only?.kind === "expression" && more.length === 0) return [only.text];
  return [quoted(text)];
}

/** A template in quotation marks; what is an expression in it stays as it is. */
const quoted = (template: string): string =>
  `"${templateParts(template)
    .map(({ kind, text }) => (kind === "expression" ? `\${${text}}` : escaped(text)))
    .join("")}"`;

/** A text in quotation marks of HCL, which knows two escapes less than JSON. */
const escaped = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(
      /(?<!\\)((?:\\\\)*)\\([bf])/g,
      (_, before: string, letter: string) => `${before}\\u000${letter === "b" ? 8 : "c"}`,
    );

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const objectOf = (value: unknown): Json => (isObject(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
