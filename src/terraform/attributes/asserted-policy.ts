import { UnknownValue } from "../../unknown/unknown-value";
import type { Node } from "../expression/ast";
import { jsonencode } from "../expression/functions/jsonencode";
import { parseTemplate } from "../expression/parse";
import { InputError } from "../source-location";
import { isDictionary, type Value } from "../value";
import { type ResourceFacts, unknownUntilApply } from "./resource-facts";

/**
 * The document of a policy that a data source reads: what a postcondition compares it with, without which Terraform does
 * not go on; else known only to AWS. White space and the order of keys do not count where both sides are decoded.
 * @see https://developer.hashicorp.com/terraform/language/expressions/custom-conditions
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy
 */
export function assertedPolicy(subject: ResourceFacts): Value {
  const conditions = [subject.set("lifecycle", 0, "postcondition")].flat() as readonly Value[];
  for (const one of conditions) {
    const condition = isDictionary(one) ? one.condition : undefined;
    const asserted = typeof condition === "string" ? policyIn(parseTemplate(condition), subject) : undefined;
    if (asserted !== undefined) return asserted;
  }
  return unknownUntilApply(subject, "policy");
}

function policyIn(node: Node, subject: ResourceFacts): string | undefined {
  if (node.kind !== "binary") return undefined;
  const { operator, left, right } = node;
  if (operator === "&&") return policyIn(left, subject) ?? policyIn(right, subject);
  return operator === "==" ? (compared(left, right, subject) ?? compared(right, left, subject)) : undefined;
}

function compared(policy: Node, other: Node, subject: ResourceFacts): string | undefined {
  if (!isDecodedPolicy(policy)) return undefined;
  const value = known(() => subject.evaluate?.(other));
  const text = isDictionary(value) ? jsonencode(value) : NOTHING;
  return text instanceof UnknownValue ? undefined : text;
}

/** A value that needs `self`, or that Terraform refuses, asserts nothing. */
function known(evaluate: () => Value | undefined): Value {
  try {
    return evaluate() ?? NOTHING;
  } catch (error) {
    if (error instanceof InputError) return NOTHING;
    throw error;
  }
}

const NOTHING = new UnknownValue("no-value", "nothing is asserted of the policy");

/** `jsondecode(self.policy)` */
function isDecodedPolicy(node: Node): boolean {
  const [policy] = node.kind === "call" && node.name === "jsondecode" ? node.args : [];
  const [step, ...rest] = policy?.kind === "reference" && policy.root === "self" ? policy.steps : [];
  return step?.kind === "attribute" && step.name === "policy" && rest.length === 0;
}
