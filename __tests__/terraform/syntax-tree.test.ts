import { getExpressionAst } from "@cdktf/hcl2json";
import fc from "fast-check";
import type { Node, Step } from "../../src/terraform/expression/ast";
import { parseExpression } from "../../src/terraform/expression/parse";

/** A tree of HCL's own parser. */
interface Theirs {
  readonly type: string;
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly children?: readonly Theirs[];
}

const OPERATORS: Readonly<Record<string, string>> = {
  logicalOr: "||",
  logicalAnd: "&&",
  equal: "==",
  notEqual: "!=",
  greaterThan: ">",
  greaterThanOrEqual: ">=",
  lessThan: "<",
  lessThanOrEqual: "<=",
  add: "+",
  subtract: "-",
  multiply: "*",
  divide: "/",
  modulo: "%",
  logicalNot: "!",
  negate: "-",
};

type Traversal = readonly { readonly type: string; readonly segment: string }[];

const stepsOf = (traversal: unknown): readonly string[] =>
  (traversal as Traversal).map(({ type, segment }) =>
    type === "nameTraversal" ? `.${segment}` : `[${JSON.parse(segment)}]`,
  );

/** What a tree holds, from left to right. */
function theirs({ type, meta = {}, children = [] }: Theirs): readonly string[] {
  const inner = children.map(theirs);
  const [first = [], second = []] = inner;
  switch (type) {
    case "scopeTraversal":
      return stepsOf(meta.traversal);
    case "relativeTraversal":
      return [...first, ...stepsOf(meta.traversal)];
    case "index":
      return [...first, "[", ...second, "]"];
    case "splat":
      return [...first, "*", ...second];
    case "function":
      return [`${meta.name}(`, ...inner.flat(), meta.expandedFinalArgument ? "...)" : ")"];
    case "conditional":
      return ["?", ...inner.flat()];
    case "binaryOp":
    case "unaryOp":
      return [`${OPERATORS[String(meta.operator)]}${children.length}`, ...inner.flat()];
    case "for":
      return [
        `for ${[meta.keyVar, meta.valVar].filter(Boolean).join()}`,
        ...inner.flat(),
        ...(meta.groupedValue ? ["..."] : []),
      ];
    case "tuple":
      return ["[", ...inner.flat(), "]"];
    case "object":
      return ["{", ...inner.flat(), "}"];
    case "literalValue":
      return [
        meta.type === "string"
          ? `"${meta.value}"`
          : meta.type === "number"
            ? String(Number(meta.value))
            : String(meta.value),
      ];
    default:
      return inner.flat();
  }
}

function ours(node: Node): readonly string[] {
  switch (node.kind) {
    case "reference":
      return [`.${node.root}`, ...node.steps.flatMap(step)];
    case "access":
      return [...ours(node.base), ...node.steps.flatMap(step)];
    case "call":
      return [`${node.name}(`, ...node.args.flatMap(ours), node.expand ? "...)" : ")"];
    case "conditional":
      return ["?", ...[node.test, node.yes, node.no].flatMap(ours)];
    case "binary":
      return [`${node.operator}2`, ...ours(node.left), ...ours(node.right)];
    case "unary":
      return [`${node.operator}1`, ...ours(node.operand)];
    case "for":
      return [
        `for ${node.names.join()}`,
        ...[node.over, node.key, node.value, node.condition].flatMap((one) => (one ? ours(one) : [])),
        ...(node.group ? ["..."] : []),
      ];
    case "tuple":
      return ["[", ...node.items.flatMap(ours), "]"];
    case "object":
      // a name that is a key is none to HCL's parser
      return [
        "{",
        ...node.items.flatMap(([key, value]) => [...(key.kind === "literal" ? [] : ours(key)), ...ours(value)]),
        "}",
      ];
    case "literal":
      return [typeof node.value === "string" ? `"${node.value}"` : String(node.value)];
    case "template":
      return node.parts.flatMap((part) => (typeof part === "string" ? [`"${part}"`] : ours(part.node)));
    case "unread":
      return ["unread"];
  }
}

function step(one: Step): readonly string[] {
  if (one.kind === "splat") return ["*", ...one.steps.flatMap(step)];
  if (one.kind === "attribute") return [`.${one.name}`];
  return one.index.kind === "literal" ? [`[${one.index.value}]`] : ["[", ...ours(one.index), "]"];
}

async function expectSame(text: string): Promise<void> {
  const tree = (await getExpressionAst("a.tf", text)) as unknown as Theirs;
  // of literal text the tree has what the source has, whatever strip markers and heredocs make of its blanks
  const compared = (tokens: readonly string[]) => tokens.map((token) => token.replaceAll(/\s/g, ""));
  expect([text, compared(ours(parseExpression(text)))]).toEqual([text, compared(theirs(tree))]);
}

test.each([
  "f (a, 1)[0].b",
  "a.0.b.1",
  "a.b[*].c[0].d",
  "a.*.b.c[0]",
  "-a.b + !c * 2 == d || e && f",
  "a ? b : c ? d : e",
  "f(x...)",
  "{ for k, v in x : k => v... if v != null }",
  "[for v in x : v if v]",
  "{\n  a = 1\n  b : [2,\n 3]\n  (c) = {}\n}",
  '"x-${a.b}-y"',
  '"${a}"',
  '"%{ if a }b%{ else }c%{ endif }"',
  '"a${~ b ~} c"',
  "(a).b",
  "f(<<-EOT\n    x ${a}\n      y\n  EOT\n)",
  'a[b.c]["d"].e',
  "provider::aws::arn_parse(a)",
  "a # comment",
  "1.5e3",
])("%s has the tree that HCL's own parser gives it", expectSame);

const name = fc.constantFrom("a", "b1", "var", "each", "x-y", "null_resource");
const { expression } = fc.letrec<{ expression: string; postfix: string; primary: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthIdentifier: "e" },
    tie("postfix"),
    fc
      .tuple(
        tie("postfix"),
        fc.constantFrom("||", "&&", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%"),
        tie("expression"),
      )
      .map((parts) => parts.join(" ")),
    fc.tuple(tie("postfix"), tie("expression"), tie("expression")).map(([a, b, c]) => `${a} ? ${b} : ${c}`),
    fc.tuple(fc.constantFrom("-", "!"), tie("postfix")).map(([a, b]) => `${a}${b}`),
  ),
  postfix: fc
    .tuple(
      tie("primary"),
      fc.array(
        fc.oneof(
          name.map((one) => `.${one}`),
          fc.constantFrom("[0]", '["k"]', ".2", "[c.d]"),
          fc.constant("[*]"),
        ),
        { maxLength: 3 },
      ),
    )
    .map(([base, steps]) => base + steps.filter((one, at) => one !== "[*]" || steps.indexOf("[*]") === at).join("")),
  primary: fc.oneof(
    { maxDepth: 3, depthIdentifier: "e" },
    name,
    fc
      .tuple(name, fc.constantFrom("", " "), fc.array(tie("expression"), { maxLength: 2 }), fc.boolean())
      .map(
        ([one, blank, args, expand]) => `${one}${blank}(${args.join(", ")}${expand && args.length > 0 ? "..." : ""})`,
      ),
    tie("expression").map((one) => `(${one})`),
    fc.array(tie("expression"), { maxLength: 2 }).map((items) => `[${items.join(", ")}]`),
    fc
      .array(fc.tuple(name, tie("expression")), { maxLength: 2 })
      .map((items) => `{\n${items.map(([key, one]) => `  ${key} = ${one}\n`).join("")}}`),
    fc.tuple(tie("expression"), tie("expression")).map(([over, one]) => `[for k, v in ${over} : ${one}]`),
    fc
      .tuple(fc.constantFrom("p ", ""), tie("expression"), fc.constantFrom("", " é"))
      .map(([a, one, b]) => `"${a}\${${one}}${b}"`),
  ),
}));

test("any expression that HCL's own parser reads has the tree that it gives", async () => {
  await fc.assert(
    fc.asyncProperty(expression, async (text) => {
      fc.pre(await getExpressionAst("a.tf", text).then(Boolean, () => false));
      await expectSame(text);
    }),
    { numRuns: 300 },
  );
});
