import type { Node, Step } from "../expression/ast";
import { parseTemplate } from "../expression/parse";

/**
 * The issuer URL that the condition of a cluster's postcondition asserts: a comparison of it with a
 * text, alone or beside others that must hold too. Under `||`, `?:` and `!` nothing need hold.
 * @throws SyntaxProblem
 */
export const assertedIssuer = (condition: string): string | undefined => issuerIn(parseTemplate(condition));

function issuerIn(node: Node): string | undefined {
  if (node.kind !== "binary") return undefined;
  const { operator, left, right } = node;
  if (operator === "&&") return issuerIn(left) ?? issuerIn(right);
  return operator === "==" ? (compared(left, right) ?? compared(right, left)) : undefined;
}

function compared(subject: Node, other: Node): string | undefined {
  const text = literalOf(other);
  if (typeof text !== "string" || text === "") return undefined;
  if (isIssuer(subject)) return text;
  return isIssuerWithoutScheme(subject) ? `${SCHEME}${text}` : undefined;
}

const SCHEME = "https://";

/** `self.identity[0].oidc[0].issuer`, in any of Terraform's ways to write an index. */
const isIssuer = (node: Node): boolean =>
  node.kind === "reference" &&
  node.root === "self" &&
  node.steps.map(stepName).join(".") === "identity.0.oidc.0.issuer";

const stepName = (step: Step): unknown =>
  step.kind === "attribute" ? step.name : step.kind === "index" ? literalOf(step.index) : undefined;

function isIssuerWithoutScheme(node: Node): boolean {
  if (node.kind !== "call") return false;
  const [from, ...rest] = node.args;
  const texts = rest.map(literalOf);
  const cuts =
    (node.name === "replace" && texts.length === 2 && texts[1] === "") ||
    (node.name === "trimprefix" && texts.length === 1);
  return cuts && texts[0] === SCHEME && from !== undefined && isIssuer(from);
}

const literalOf = (node: Node): unknown => (node.kind === "literal" ? node.value : undefined);
