type Path = readonly (string | number)[];

/** Values by path, each made once. Most paths are one name, which needs no key of its own. */
export class ByPath<T> {
  private readonly short = new Map<string | number | undefined, T>();
  private readonly long = new Map<string, T>();

  /** The value at `path`, which `make` makes when it is first asked for; again where it throws. */
  of(path: Path, make: () => T): T {
    return path.length === 1 ? once(this.short, path[0], make) : once(this.long, JSON.stringify(path), make);
  }
}

function once<K, T>(known: Map<K, T>, key: K, make: () => T): T {
  const value = known.get(key);
  if (value !== undefined) return value;
  const made = make();
  known.set(key, made);
  return made;
}
