/** Which text each text stands for. */
export type Names = ReadonlyMap<string, string>;

/** `value` with the names in all its texts, keys included. */
export function renamed<T>(value: T, names: Names): T {
  if (names.size === 0) return value;
  const pattern = patternOf(names);
  const text = (one: string): string => one.replaceAll(pattern, (found) => names.get(found) ?? found);
  const deep = (one: unknown): unknown => {
    if (typeof one === "string") return text(one);
    if (Array.isArray(one)) return one.map(deep);
    if (typeof one !== "object" || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [text(key), deep(inner)]));
  };
  return deep(value) as T;
}

const patterns = new WeakMap<Names, RegExp>();

/** Any of the texts that stand for another one. */
function patternOf(names: Names): RegExp {
  const escaped = () => [...names.keys()].map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = patterns.get(names) ?? new RegExp(escaped().join("|"), "g");
  patterns.set(names, pattern);
  return pattern;
}
