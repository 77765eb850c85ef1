/** Which text each text stands for. */
export type Names = ReadonlyMap<string, string>;

/** `value` with the names in all its texts, keys included. */
export function renamed<T>(value: T, names: Names): T {
  if (names.size === 0) return value;
  const pattern = new RegExp(
    [...names.keys()].map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"),
    "g",
  );
  const text = (one: string): string => one.replaceAll(pattern, (found) => names.get(found) ?? found);
  const deep = (one: unknown): unknown => {
    if (typeof one === "string") return text(one);
    if (Array.isArray(one)) return one.map(deep);
    if (typeof one !== "object" || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [text(key), deep(inner)]));
  };
  return deep(value) as T;
}
