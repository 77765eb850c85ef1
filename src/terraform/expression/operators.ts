import { UnknownValue } from "../../unknown/unknown-value";
import { equal, OneOfTwo, refused, unknownOf, type Value } from "../value";

/** `value` as Terraform converts it to a boolean; undefined where it does not. */
export const flagOf = (value: Value): boolean | undefined =>
  typeof value === "boolean"
    ? value
    : value === "true" || value === "1"
      ? true
      : value === "false" || value === "0"
        ? false
        : undefined;

/** `value` as Terraform converts it to a number; undefined where it does not. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** The value of a binary operator. */
export function binary(operator: string, left: Value, right: Value): Value {
  if (left instanceof OneOfTwo) return left.map((one) => binary(operator, one, right));
  if (right instanceof OneOfTwo) return right.map((one) => binary(operator, left, one));
  if (operator === "&&" || operator === "||") return logical(operator === "||", left, right);
  if (operator === "==" || operator === "!=") {
    const same = equal(left, right);
    if (same === undefined)
      return (
        unknownOf([left, right]) ?? new UnknownValue("after-apply", "strings that are not fully known are compared")
      );
    return same === (operator === "==");
  }
  const unknown = unknownOf([left, right]);
  if (unknown) return unknown;
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a === undefined || b === undefined) return refused(`an operand of ${operator} is not a number`, left, right);
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0 ? new UnknownValue("no-value", "a division by zero") : a / b;
    case "%":
      return b === 0 ? new UnknownValue("no-value", "a division by zero") : a % b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    default:
      return a >= b;
  }
}

/** `&&`, or with `or` `||`: one side may decide. */
function logical(or: boolean, left: Value, right: Value): Value {
  const sides = [left, right].map((side) => (side instanceof UnknownValue ? undefined : flagOf(side)));
  if (sides.includes(or)) return or;
  if (sides.includes(undefined)) return unknownOf([left, right]) ?? refused("a condition is not a bool", left, right);
  return !or;
}
