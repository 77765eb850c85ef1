import { UnknownValue } from "../../unknown/unknown-value";
import { dictionary, Uncounted, type Value } from "../value";
import { type Expansion, type Instance, unknownNames } from "./expand";

/** Instances of something by their keys, and the value that a reference to all of them gives. */
export interface Members<T> {
  readonly all: readonly T[];
  readonly value: Value;
}

/** What a block's instances are, made by `make`. */
export function membersOf<T>(
  expansion: Expansion,
  isCounted: boolean,
  indefinite: UnknownValue | undefined,
  make: (instance: Instance, indefinite: UnknownValue | undefined) => T,
  objectOf: (one: T) => Value,
): Members<T> {
  if (expansion instanceof UnknownValue) {
    const why = new UnknownValue("not-read", expansion.reason, { advice: expansion.advice });
    const one = make({ suffix: "", key: undefined, names: unknownNames(expansion) }, why);
    return { all: [one], value: isCounted ? new Uncounted(expansion, objectOf(one)) : expansion };
  }
  const all = expansion.instances.map((instance) => make(instance, indefinite));
  const [only] = all;
  if (expansion.kind === "one") return { all, value: only === undefined ? null : objectOf(only) };
  if (expansion.kind === "count") return { all, value: all.map(objectOf) };
  return {
    all,
    value: dictionary(expansion.instances.map(({ key }, index) => [String(key), objectOf(all[index] as T)] as const)),
  };
}
