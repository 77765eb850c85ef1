import { isCollection, isMap, isScalar, type Pair, type YAMLMap } from "yaml";
import type { Path } from "../rules";

/**
 * Every key that its map has already, in the order of the text. The library would compare each key with all before it, which
 * takes longer than all the rest where there are ten thousand.
 */
export function repeatedKeys(node: unknown): readonly { readonly offset: number; readonly name: string }[] {
  if (!isCollection(node)) return [];
  const seen = new Set<unknown>();
  return (node.items as readonly unknown[]).flatMap((item) => {
    if (!isMap(node)) return repeatedKeys(item);
    const { key, value } = item as Pair;
    const isRepeated = isScalar(key) && seen.has(key.value);
    if (isScalar(key)) seen.add(key.value);
    return [
      ...(isRepeated ? [{ offset: key.range?.[0] ?? 0, name: String(key.value) }] : []),
      ...repeatedKeys(key),
      ...repeatedKeys(value),
    ];
  });
}

/**
 * Makes one pair of each key that stands several times in a map, and gives the paths of these keys. Maps are joined: what is
 * written under either is meant, so that references to it hold. Of other values the last one stays.
 */
export function joinDuplicates(node: unknown, path: Path = []): readonly Path[] {
  if (!isCollection(node)) return [];
  const own = isMap(node) ? joinedIn(node).map((key): Path => [...path, key]) : [];
  const inside = (node.items as readonly unknown[]).flatMap((item, index) => {
    const pair = isMap(node) ? (item as Pair) : undefined;
    return pair ? joinDuplicates(pair.value, [...path, nameOf(pair) ?? ""]) : joinDuplicates(item, [...path, index]);
  });
  return [...own, ...inside];
}

function joinedIn(map: YAMLMap): readonly string[] {
  const first = new Map<string, Pair>();
  const joined = new Set<string>();
  map.items = map.items.filter((pair) => {
    const name = nameOf(pair);
    const before = name === undefined ? undefined : first.get(name);
    if (name === undefined || before === undefined) {
      if (name !== undefined) first.set(name, pair);
      return true;
    }
    joined.add(name);
    if (isMap(before.value) && isMap(pair.value)) before.value.items.push(...pair.value.items);
    else before.value = pair.value;
    return false;
  });
  return [...joined];
}

/** The key of a pair; undefined for a merge (`<<`), of which a map may have several. */
const nameOf = ({ key }: Pair): string | undefined =>
  isScalar(key) && key.source !== "<<" ? String(key.value) : undefined;
