/** A Terraform expression, parsed. @see https://developer.hashicorp.com/terraform/language/expressions */
export type Node =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  /** What Terraform reads and this does not, with what was found and expected. */
  | { readonly kind: "unread"; readonly reason: string }
  /** Literal texts and interpolations in turn. */
  | { readonly kind: "template"; readonly parts: readonly TemplatePart[] }
  /** A name and the way from it: `aws_iam_role.x[0].arn`. */
  | { readonly kind: "reference"; readonly root: string; readonly steps: readonly Step[] }
  /** The way from any other expression: `values(x)[0].arn`. */
  | { readonly kind: "access"; readonly base: Node; readonly steps: readonly Step[] }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly args: readonly Node[];
      /** The source text of each argument, which names it. */
      readonly sources: readonly string[];
      readonly expand: boolean;
    }
  | { readonly kind: "conditional"; readonly test: Node; readonly yes: Node; readonly no: Node }
  | { readonly kind: "binary"; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: "unary"; readonly operator: string; readonly operand: Node }
  | { readonly kind: "tuple"; readonly items: readonly Node[] }
  | { readonly kind: "object"; readonly items: readonly (readonly [key: Node, value: Node])[] }
  | {
      readonly kind: "for";
      readonly names: readonly string[];
      readonly over: Node;
      /** Set for `{for …}`. */
      readonly key?: Node;
      readonly value: Node;
      readonly group: boolean;
      readonly condition?: Node;
    };

/** Literal text, or an interpolation with its source text, which names it. */
export type TemplatePart = string | Inserted;

export interface Inserted {
  readonly source: string;
  readonly node: Node;
  /** Whether it is a `%{…}` directive, as the conditional or the joined `for` that it stands for. */
  readonly isDirective?: boolean;
}

export type Step =
  | { readonly kind: "attribute"; readonly name: string }
  | { readonly kind: "index"; readonly index: Node }
  /** `[*]` and `.*` with the attributes and indexes applied to each element. */
  | { readonly kind: "splat"; readonly steps: readonly Step[] };

/** Text that is not a Terraform expression. The message has what was found and what was expected. */
export class SyntaxProblem extends Error {}

/** Calls `visit` for `node` and every expression in it, with the names that `for` binds there. */
export function walk(
  node: Node,
  visit: (node: Node, bound: readonly string[]) => void,
  bound: readonly string[] = [],
): void {
  visit(node, bound);
  if (node.kind !== "for") {
    for (const one of partsOf(node)) walk(one, visit, bound);
    return;
  }
  walk(node.over, visit, bound);
  const inner = [...bound, ...node.names];
  for (const one of [node.key, node.value, node.condition]) if (one) walk(one, visit, inner);
}

function partsOf(node: Exclude<Node, { readonly kind: "for" }>): readonly Node[] {
  switch (node.kind) {
    case "literal":
    case "unread":
      return [];
    case "template":
      return node.parts.flatMap((part) => (typeof part === "object" ? [part.node] : []));
    case "reference":
      return indexes(node.steps);
    case "access":
      return [node.base, ...indexes(node.steps)];
    case "call":
      return node.args;
    case "conditional":
      return [node.test, node.yes, node.no];
    case "binary":
      return [node.left, node.right];
    case "unary":
      return [node.operand];
    case "tuple":
      return node.items;
    case "object":
      return node.items.flat();
  }
}

const indexes = (steps: readonly Step[]): readonly Node[] =>
  steps.flatMap((step) => (step.kind === "index" ? [step.index] : step.kind === "splat" ? indexes(step.steps) : []));
