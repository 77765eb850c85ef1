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
  const made = {};
  for (const [name, make] of Object.entries<() => unknown>(makers))
    Object.defineProperty(made, name, { enumerable: true, get: lazy(make) });
  return made as T;
}
