import { UnknownValue } from "../../unknown/unknown-value";
import { InputError } from "../source-location";
import type { ReadStack } from "../stack/configuration";

/**
 * What the arguments of every resource are, and the locals that may decide which there are: texts of other files and
 * computed texts are written in none of Terraform's.
 */
export function* valuesIn(stacks: readonly ReadStack[]): Iterable<unknown> {
  for (const stack of stacks) {
    yield* stack.locals();
    for (const resource of stack.resources) {
      yield* known(() => resource.account);
      for (const argument of resource.arguments) yield* known(() => resource.get(argument));
    }
  }
}

function* known(value: () => unknown): Iterable<unknown> {
  try {
    yield value();
  } catch (error) {
    // what cannot be read is told where it is needed
    if (!(error instanceof InputError)) throw error;
  }
}

/** Every text, key and number in `values`. */
export function textsIn(values: Iterable<unknown>): readonly string[] {
  const texts = new Set<string>();
  const open: unknown[] = [...values];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === "string") texts.add(next);
    else if (typeof next === "number") texts.add(asAccount(next));
    else if (Array.isArray(next)) for (const one of next) open.push(one);
    else if (typeof next === "object" && next !== null && !(next instanceof UnknownValue))
      for (const [key, one] of Object.entries(next)) {
        texts.add(key);
        open.push(one);
      }
  }
  return [...texts];
}

/** A number of an account may be written as one, without its first zeros. */
const asAccount = (value: number): string => (value >= 1e9 ? String(value).padStart(12, "0") : String(value));
