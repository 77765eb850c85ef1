import { kept } from "./kept";

/** `make()`, once, when it is first asked for. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * An object whose properties are computed when they are first asked for: what cannot be read is an error only where it
 * matters.
 */
export function lazily<T extends object>(makers: { readonly [K in keyof T]-?: () => T[K] }): T {
  const made = Object.defineProperty({}, MEMBERS, { value: { ...makers } });
  for (const name of Object.keys(makers)) Object.defineProperty(made, name, { enumerable: true, get: getter(name) });
  return made as T;
}

const MEMBERS = Symbol("members");

/** A property that has been computed. */
class Computed {
  constructor(readonly value: unknown) {}
}

/** One function for each name: V8 looks properties up in a table where an object has functions of its own as getters. */
const getter = kept(
  (name) =>
    function (this: { readonly [MEMBERS]: Record<string, Computed | (() => unknown)> }): unknown {
      const members = this[MEMBERS];
      const member = members[name];
      if (member instanceof Computed) return member.value;
      const computed = new Computed(member?.());
      members[name] = computed;
      return computed.value;
    },
);
