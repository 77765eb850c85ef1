import { UnknownValue } from "../../unknown/unknown-value";
import { type Node, walk } from "../expression/ast";
import { flagOf } from "../expression/operators";
import { isRaw, listed, own } from "../source/block";
import { InputError, type SourceLocation } from "../source-location";
import type { Value } from "../value";
import { type Reading, resolved } from "./body";
import { referencesIn } from "./dependencies";

/** What is known before anything is read or made. */
const GIVEN: ReadonlySet<string> = new Set(["var", "local", "each", "count"]);
/** Lists and objects as they are written, whose types are not those of variables: Terraform calls `list == ["a"]` false. */
const LITERAL: ReadonlySet<Node["kind"]> = new Set(["tuple", "object", "for"]);
/** What lies on a disk may come until Terraform runs: another stack's state does. */
const READS = /^(file|templatefile)/;

/**
 * Why Terraform's plan fails at the conditions that `blocks` have, each with an error message: one of them certainly does not
 * hold. What is asked about resources and data sources is left to Terraform, which has more of their attributes, as is what
 * equals a list or an object that is written out, where types count.
 * @see https://developer.hashicorp.com/terraform/language/validate
 * @see https://developer.hashicorp.com/terraform/language/expressions/operators#equality-operators
 */
export function unmet(blocks: unknown, of: string, reading: Reading, at: () => SourceLocation): InputError | undefined {
  for (const block of listed(blocks)) {
    const condition = isRaw(block) ? own(block, "condition") : undefined;
    if (condition === undefined || !isRaw(block)) continue;
    if (!isOfGiven(condition, reading) || !fails(attempted(condition, reading))) continue;
    const said = attempted(own(block, "error_message"), reading);
    const message = typeof said === "string" ? said.replaceAll(/\s+/g, " ").trim() : "it does not hold";
    return new InputError(
      `found a condition of ${of} that does not hold, so that terraform plan fails: ${message}`,
      at(),
    );
  }
  return undefined;
}

function isOfGiven(condition: unknown, reading: Reading): boolean {
  let isGiven = true;
  const parse = (text: string): Node => {
    const node = reading.parse(text);
    walk(node, (one) => {
      isGiven &&= one.kind !== "call" || !READS.test(one.name);
      if (one.kind === "binary" && /^[!=]=$/.test(one.operator))
        isGiven &&= !LITERAL.has(one.left.kind) && !LITERAL.has(one.right.kind);
    });
    return node;
  };
  return [...referencesIn(condition, parse)].every(({ root }) => GIVEN.has(root)) && isGiven;
}

const fails = (value: Value | undefined): boolean =>
  value !== undefined && !(value instanceof UnknownValue) && flagOf(value) === false;

/** undefined where Terraform has an error to say of it. */
function attempted(raw: unknown, reading: Reading): Value | undefined {
  try {
    return resolved(raw, reading);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
