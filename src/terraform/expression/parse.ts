import type { Node, Step } from "./ast";
import { Cursor } from "./cursor";
import { readHeredoc, readTemplate, sourceBetween } from "./template";

/** Parses a string as JSON syntax has it: a template. @throws SyntaxProblem */
export const parseTemplate = (text: string): Node => readTemplate(new Cursor(text), { end: undefined }, expression);

/** Parses an expression as HCL has it to the right of `=`. @throws SyntaxProblem */
export function parseExpression(text: string): Node {
  const cursor = new Cursor(text);
  const node = expression(cursor);
  cursor.skip();
  if (!cursor.done) throw cursor.problem("the end of the expression");
  return node;
}

/** The expression that comes next. @throws SyntaxProblem */
export function expression(cursor: Cursor): Node {
  return cursor.within(cursor.separated, () =>
    cursor.noted(() => {
      const test = cursor.noted(() => binary(cursor, 0));
      if (!cursor.take("?")) return test;
      const yes = expression(cursor);
      cursor.expect(":");
      return { kind: "conditional", test, yes, no: expression(cursor) };
    }),
  );
}

/** Loosest first. @see https://developer.hashicorp.com/terraform/language/expressions/operators */
const OPERATORS: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  ["<=", ">=", "<", ">"],
  ["+", "-"],
  ["*", "/", "%"],
];

function binary(cursor: Cursor, level: number): Node {
  const operators = OPERATORS[level];
  if (!operators) return unary(cursor);
  let left = binary(cursor, level + 1);
  for (;;) {
    const operator = operators.find((one) => cursor.take(one));
    if (operator === undefined) return left;
    left = { kind: "binary", operator, left, right: binary(cursor, level + 1) };
  }
}

function unary(cursor: Cursor): Node {
  cursor.skip();
  for (const operator of ["!", "-"])
    if (!cursor.looksAt("!=") && cursor.take(operator))
      return cursor.within(cursor.separated, () => ({ kind: "unary", operator, operand: unary(cursor) }));
  return postfix(cursor);
}

function postfix(cursor: Cursor): Node {
  const base = primary(cursor);
  const steps = readSteps(cursor, true);
  if (steps.length === 0) return base;
  return base.kind === "reference" && base.steps.length === 0 ? { ...base, steps } : { kind: "access", base, steps };
}

function readSteps(cursor: Cursor, indexes: boolean): readonly Step[] {
  const steps: Step[] = [];
  for (;;) {
    const before = cursor.at;
    cursor.skip();
    if (cursor.looksAt("[") && indexes) {
      cursor.at++;
      const { separated } = cursor;
      const step = cursor.within(false, () => indexStep(cursor, separated));
      steps.push(step);
      if (step.kind === "splat") return steps;
    } else if (cursor.looksAt(".") && !cursor.looksAt("...")) {
      cursor.at++;
      const step = dotStep(cursor);
      steps.push(step);
    } else {
      cursor.at = before;
      return steps;
    }
  }
}

/** @param separated whether a line break separates behind the brackets */
function indexStep(cursor: Cursor, separated: boolean): Step {
  if (cursor.take("*")) {
    cursor.expect("]");
    return { kind: "splat", steps: cursor.within(separated, () => readSteps(cursor, true)) };
  }
  const index = expression(cursor);
  cursor.expect("]");
  return { kind: "index", index };
}

function dotStep(cursor: Cursor): Step {
  // `.*` takes attributes only; `[…]` behind it indexes the list
  if (cursor.take("*")) {
    const steps = readSteps(cursor, false);
    if (steps.some(({ kind }) => kind === "splat")) throw cursor.problem("one splat");
    return { kind: "splat", steps };
  }
  cursor.skip();
  const digits = cursor.digits();
  if (digits !== undefined && /^\.\d/.test(cursor.text.slice(cursor.at, cursor.at + 2))) throw cursor.problem("[…]");
  if (digits !== undefined) return { kind: "index", index: { kind: "literal", value: digits } };
  const name = cursor.identifier();
  if (name === undefined) throw cursor.problem("a name");
  return { kind: "attribute", name };
}

const LITERALS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

function primary(cursor: Cursor): Node {
  cursor.skip();
  const heredoc = readHeredoc(cursor);
  if (heredoc !== undefined)
    return cursor.within(false, () =>
      readTemplate(new Cursor(heredoc.text, cursor.sources), { end: undefined, flush: heredoc.flush }, expression),
    );
  if (cursor.take('"')) return cursor.within(false, () => readTemplate(cursor, { end: '"' }, expression));
  if (cursor.take("(")) return cursor.within(false, () => closed(cursor, expression(cursor), ")"));
  if (cursor.take("[")) return cursor.within(false, () => tuple(cursor));
  if (cursor.take("{")) return object(cursor);
  const number = cursor.number();
  if (number !== undefined) return { kind: "literal", value: number };
  let name = cursor.identifier();
  if (name === undefined) throw cursor.problem("an expression");
  if (Object.hasOwn(LITERALS, name)) return { kind: "literal", value: LITERALS[name] ?? null };
  const isScoped = cursor.looksAt("::");
  while (cursor.looksAt("::")) {
    cursor.at += 2;
    const next = cursor.identifier();
    if (next === undefined) throw cursor.problem("a function's name");
    name = `${name}::${next}`;
  }
  // blanks may stand before the parenthesis
  const { at } = cursor;
  if (cursor.take("(")) return call(cursor, name);
  if (isScoped) throw cursor.problem('"("');
  cursor.at = at;
  return { kind: "reference", root: name, steps: [] };
}

function closed(cursor: Cursor, node: Node, end: string): Node {
  cursor.expect(end);
  // its source text has the parentheses
  cursor.sources?.delete(node);
  return node;
}

function call(cursor: Cursor, name: string): Node {
  return cursor.within(false, () => {
    const args: Node[] = [];
    const sources: string[] = [];
    let expand = false;
    while (!cursor.take(")")) {
      const start = cursor.at;
      args.push(expression(cursor));
      sources.push(sourceBetween(cursor, start));
      expand = cursor.take("...");
      if (expand || !cursor.take(",")) {
        cursor.expect(")");
        break;
      }
    }
    return { kind: "call", name, args, sources, expand };
  });
}

function tuple(cursor: Cursor): Node {
  if (cursor.peekIdentifier() === "for") return forExpression(cursor, "]");
  const items: Node[] = [];
  while (!cursor.take("]")) {
    items.push(expression(cursor));
    if (!cursor.take(",")) {
      cursor.expect("]");
      break;
    }
  }
  return { kind: "tuple", items };
}

function object(cursor: Cursor): Node {
  // a key called so is written in quotes or parentheses
  if (cursor.within(false, () => cursor.peekIdentifier() === "for"))
    return cursor.within(false, () => forExpression(cursor, "}"));
  const items: (readonly [Node, Node])[] = [];
  for (;;) {
    // line breaks are passed over before a key, and separate behind a value
    if (cursor.within(false, () => cursor.take("}"))) break;
    const key = cursor.within(true, () => objectKey(cursor));
    cursor.within(true, () => cursor.take("=") || cursor.expect(":"));
    items.push([key, cursor.within(true, () => expression(cursor))]);
    if (cursor.within(true, () => cursor.take(",") || cursor.take("\n"))) continue;
    cursor.expect("}");
    break;
  }
  return { kind: "object", items };
}

function objectKey(cursor: Cursor): Node {
  cursor.skip();
  // in parentheses or an interpolation a name is what it stands for
  const isName = !cursor.looksAt("(") && !cursor.looksAt('"');
  return cursor.noted(() => {
    const key = expression(cursor);
    return isName && key.kind === "reference" && key.steps.length === 0 ? { kind: "literal", value: key.root } : key;
  }, true);
}

function forExpression(cursor: Cursor, end: "]" | "}"): Node {
  const name = (): string => {
    const found = cursor.identifier();
    if (found === undefined) throw cursor.problem("a name");
    return found;
  };
  name();
  const names = [name()];
  if (cursor.take(",")) names.push(name());
  if (name() !== "in") throw cursor.problem('"in"');
  const over = expression(cursor);
  cursor.expect(":");
  const first = expression(cursor);
  if (end === "}") cursor.expect("=>");
  const second = end === "}" ? expression(cursor) : undefined;
  const group = end === "}" && cursor.take("...");
  const filtered = cursor.peekIdentifier() === "if" && cursor.identifier() === "if";
  const condition = filtered ? expression(cursor) : undefined;
  cursor.expect(end);
  return {
    kind: "for",
    names,
    over,
    ...(second ? { key: first } : {}),
    value: second ?? first,
    group,
    ...(condition ? { condition } : {}),
  };
}
