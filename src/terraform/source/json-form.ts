import { type Node, SyntaxProblem, type TemplatePart } from "../expression/ast";

/** The source text of each expression. */
type Sources = ReadonlyMap<Node, string>;

/**
 * An HCL expression in Terraform's JSON syntax, as hcl2json writes it.
 * @throws SyntaxProblem for the rare forms that are left to hcl2json
 * @see https://developer.hashicorp.com/terraform/language/syntax/json#expression-mapping
 */
export function jsonForm(node: Node, sources: Sources): unknown {
  const source = sourceOf(node, sources);
  if (source.startsWith("(")) return `\${${source}}`;
  switch (node.kind) {
    case "literal":
      return literal(node.value);
    case "template":
      return texts(node.parts, sources);
    case "tuple":
      return node.items.map((item) => jsonForm(item, sources));
    case "object":
      return object(node.items, sources);
    case "unary":
      return unary(node, source);
    default:
      return `\${${source}}`;
  }
}

function sourceOf(node: Node, sources: Sources): string {
  const source = sources.get(node);
  if (source === undefined) throw left("an expression that a directive stands for");
  if (/^<<-[\s\S]*([$%]\{[^}\n]*\n|[$%]\{~|~\})/.test(source))
    throw left("an expression over lines, or a marker beside blanks, where indentation is removed");
  return source;
}

const left = (form: string): SyntaxProblem => new SyntaxProblem(`found ${form}, which is left to hcl2json`);

function literal(value: string | number | boolean | null): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) throw left("a large number");
  return typeof value === "string" ? escaped(value) : value;
}

const escaped = (text: string): string => text.replace(/[$%](?=\{)/g, "$&$&");

/** A sign before a number is a part of it, unless parentheses are between. */
function unary({ operand, operator }: Node & { readonly kind: "unary" }, source: string): unknown {
  if (operand.kind !== "literal" || /^.\s*\(/.test(source)) return `\${${source}}`;
  if (operator === "-" && typeof operand.value === "number") return -operand.value;
  if (operator === "!" && typeof operand.value === "boolean") return !operand.value;
  throw left("an operator");
}

function partOf(part: TemplatePart, sources: Sources): string {
  if (typeof part === "string") return escaped(part);
  if (part.isDirective) throw left("a directive");
  return inserted(part.node, sources);
}

/** An expression within a text; hcl2json writes a condition as the directive that does the same. */
function inserted(node: Node, sources: Sources): string {
  const source = sourceOf(node, sources);
  const whole = `\${${source}}`;
  if (node.kind === "conditional") {
    if (source.startsWith("(")) throw left("a condition in parentheses");
    const [yes, no] = [inserted(node.yes, sources), inserted(node.no, sources)];
    return `%{if ${sourceOf(node.test, sources)}}${yes}${no === "" ? "" : `%{else}${no}`}%{endif}`;
  }
  if (source.startsWith("(")) return whole;
  if (node.kind === "literal") return text(node.value);
  return node.kind === "template" ? texts(node.parts, sources) : whole;
}

const texts = (parts: readonly TemplatePart[], sources: Sources): string =>
  parts.map((part) => partOf(part, sources)).join("");

function text(value: string | number | boolean | null): string {
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw left("a number in a text");
  return typeof value === "string" ? escaped(value) : String(value);
}

function object(items: readonly (readonly [Node, Node])[], sources: Sources): unknown {
  return sorted(items.map(([key, value]) => [keyOf(key, sources), jsonForm(value, sources)] as const));
}

function keyOf(key: Node, sources: Sources): string {
  const source = sourceOf(key, sources);
  if (source.startsWith("(")) return `\${${source}}`;
  if (key.kind === "literal") return text(key.value);
  if (key.kind === "template") return texts(key.parts, sources);
  const isName = key.kind === "reference" && key.steps.every((step) => step.kind === "attribute");
  if (isName && !source.startsWith('"')) return source;
  throw left("a key");
}

/** An object as hcl2json writes it: of equal keys the last counts, and they are sorted. */
export function sorted<T>(entries: readonly (readonly [string, T])[]): { readonly [name: string]: T } {
  // bytes are in another order than UTF-16 only here
  if (entries.some(([key]) => key === "__proto__" || /[\ud800-\udfff]/.test(key))) throw left("a rare key");
  const last = new Map(entries);
  return Object.fromEntries([...last.keys()].sort().map((key) => [key, last.get(key) as T]));
}
