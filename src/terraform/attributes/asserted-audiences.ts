import { UnknownValue } from "../../unknown/unknown-value";
import type { Node } from "../expression/ast";
import { parseTemplate } from "../expression/parse";
import { isDictionary, type Value } from "../value";
import type { ResourceFacts } from "./resource-facts";

/**
 * The audiences of an identity provider that a data source reads: those that a postcondition says are among them, without which
 * Terraform does not go on, and others that only AWS knows; null where nothing is said.
 * @see https://developer.hashicorp.com/terraform/language/expressions/custom-conditions
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_openid_connect_provider
 */
export function assertedAudiences(subject: ResourceFacts): Value {
  const conditions = [subject.set("lifecycle", 0, "postcondition")].flat() as readonly Value[];
  const asserted = conditions.flatMap((one) => {
    const condition = isDictionary(one) ? one.condition : undefined;
    return typeof condition === "string" ? audiencesIn(parseTemplate(condition)) : [];
  });
  return asserted.length === 0 ? OTHERS : [...new Set(asserted), OTHERS];
}

const OTHERS = new UnknownValue("not-read", "a data source shows only that the provider exists");

/** Each `contains(self.client_id_list, "AUDIENCE")`, alone or beside others that must hold too. */
function audiencesIn(node: Node): readonly string[] {
  if (node.kind === "binary") return node.operator === "&&" ? [node.left, node.right].flatMap(audiencesIn) : [];
  if (node.kind !== "call" || node.name !== "contains") return [];
  const [list, audience, ...rest] = node.args;
  const text = audience?.kind === "literal" ? audience.value : undefined;
  return list && isList(list) && rest.length === 0 && typeof text === "string" ? [text] : [];
}

function isList(node: Node): boolean {
  if (node.kind !== "reference" || node.root !== "self") return false;
  const [step, ...rest] = node.steps;
  return step?.kind === "attribute" && step.name === "client_id_list" && rest.length === 0;
}
