import { instancesOf } from "../../../unknown/unknown-forms";
import { hasUnknown, isUnknownPart, partsOf, readable } from "../../../unknown/unknown-text";
import { UnknownValue } from "../../../unknown/unknown-value";
import { equal, isDictionary, isList, isSet, LazyObject, OneOfTwo, setOf, type Value } from "../../value";

/**
 * What a function gives where its arguments hold unknown texts. First as it is: many functions need not look into
 * them. Where it does, but their form is known (an issuer of EKS), it is tried with several texts of that form: what
 * comes out the same way each time, with the text in one piece or not at all, holds for all.
 */
export function symbolically(
  name: string,
  args: readonly Value[],
  body: (args: readonly Value[]) => Value,
  isText: boolean,
): Value {
  const result = body(args);
  if (!(result instanceof UnknownValue) || result instanceof LazyObject || result.kind === "no-value") return result;
  // what any other function gives of the kind may be a part of its argument
  if (name === "distinct" && result instanceof OneOfTwo) return result;
  // an element that is unknown, and was found
  if (result.origin !== undefined) return result;
  return fromInstances(args, body) ?? result.as({ isText: isText || result.isText, origin: originOf(name, args) });
}

/** One name for equal calls; undefined for arguments that it could not name. */
function originOf(name: string, args: readonly Value[]): string | undefined {
  const names = args.map((arg) =>
    arg instanceof UnknownValue
      ? arg.origin
      : typeof arg === "object" && arg !== null
        ? undefined
        : JSON.stringify(arg),
  );
  return names.includes(undefined) ? undefined : `${name}(${names.map((one) => readable(one ?? "")).join(", ")})`;
}

function fromInstances(args: readonly Value[], body: (args: readonly Value[]) => Value): Value | undefined {
  const unknowns = [...new Set(textsIn(args).flatMap((text) => partsOf(text).filter(isUnknownPart)))];
  const mentioned = textsIn(args).filter((text) => !hasUnknown(text));
  const forms = unknowns.map((unknown) => ({ unknown, instances: instancesOf(unknown, mentioned) }));
  if (forms.some(({ instances }) => instances.length === 0)) return undefined;
  let found: Value | undefined;
  for (let at = 0; at < Math.max(0, ...forms.map(({ instances }) => instances.length)); at++) {
    const chosen = forms.map(({ unknown, instances }) => [unknown, instances[at % instances.length] ?? ""] as const);
    const result = body(args.map((arg) => chosen.reduce<Value>((one, [from, to]) => replaced(one, from, to), arg)));
    if (result instanceof UnknownValue) return undefined;
    const general = chosen.reduce<Value>((one, [to, from]) => replaced(one, from, to), result);
    if (found !== undefined && !same(found, general)) return undefined;
    found = general;
  }
  return found;
}

function textsIn(value: Value): readonly string[] {
  if (typeof value === "string") return [value];
  if (isList(value)) return value.flatMap(textsIn);
  return isDictionary(value) ? Object.entries(value).flatMap(([name, one]) => [name, ...textsIn(one)]) : [];
}

/** `value` with `to` in place of `from` in each text. */
function replaced(value: Value, from: string, to: string): Value {
  if (typeof value === "string") return value.replaceAll(from, () => to);
  if (isList(value)) {
    const items = value.map((one) => replaced(one, from, to));
    return isSet(value) ? setOf(items) : items;
  }
  if (!isDictionary(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name.replaceAll(from, () => to), replaced(one, from, to)]),
  );
}

/** Whether two results are the same way made: an unknown text equals itself here. */
const same = (a: Value, b: Value): boolean => equal(a, b) === true;
