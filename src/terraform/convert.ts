import { UnknownValue } from "../unknown/unknown-value";
import type { Node } from "./expression/ast";
import { evaluate } from "./expression/evaluate";
import { flagOf, numberOf } from "./expression/operators";
import type { Scope } from "./expression/scope";
import { dictionary, isDictionary, isList, LazyObject, OneOfTwo, setOf, toText, type Value } from "./value";

/** `value` converted to a variable's type constraint; what does not convert is unknown. @see https://developer.hashicorp.com/terraform/language/expressions/type-constraints */
export function convert(value: Value, type: Node, scope: Scope): Value {
  if (value === null) return null;
  if (value instanceof OneOfTwo) return value.map((one) => convert(one, type, scope));
  const kind = type.kind === "reference" ? type.root : type.kind === "call" ? type.name : "any";
  if (value instanceof UnknownValue)
    return kind === "string" && !(value instanceof LazyObject) ? value.as({ isText: true }) : value;
  const [inner] = type.kind === "call" ? type.args : [];
  const each = (items: readonly Value[]) => (inner ? items.map((item) => convert(item, inner, scope)) : items);
  switch (kind) {
    case "string":
      return toText(value) ?? wrong("a string");
    case "number":
      return numberOf(value) ?? wrong("a number");
    case "bool":
      return flagOf(value) ?? wrong("a bool");
    case "list":
      return isList(value) ? each([...value]) : wrong("a list");
    case "set":
      return isList(value) ? setOf(each(value)) : wrong("a set");
    case "map":
      return isDictionary(value)
        ? dictionary(
            Object.entries(value).map(([name, one]) => [name, inner ? convert(one, inner, scope) : one] as const),
          )
        : wrong("a map");
    case "object":
      return isDictionary(value) && inner?.kind === "object" ? object(value, inner.items, scope) : value;
    case "optional":
      return inner ? convert(value, inner, scope) : value;
    default:
      return value;
  }
}

const wrong = (expected: string): UnknownValue =>
  new UnknownValue("no-value", `a variable is given a value that is not ${expected}`);

function object(
  value: { readonly [name: string]: Value },
  items: readonly (readonly [Node, Node])[],
  scope: Scope,
): Value {
  return dictionary(
    items.flatMap(([key, type]): readonly (readonly [string, Value])[] => {
      if (key.kind !== "literal" || typeof key.value !== "string") return [];
      const given = Object.hasOwn(value, key.value) ? (value[key.value] ?? null) : null;
      const otherwise = type.kind === "call" && type.name === "optional" ? type.args[1] : undefined;
      const chosen = given === null && otherwise ? evaluate(otherwise, scope) : given;
      return [[key.value, convert(chosen, type, scope)]];
    }),
  );
}
