type Path = readonly (string | number)[];

/** Values by path, each made once. Most paths are one name, which needs no key of its own. */
export class ByPath<T> {
  // of most resources nothing, or only some names, is asked
  private short: Map<string | number | undefined, T> | undefined;
  private long: Map<string, T> | undefined;

  /** The value at `path`, which `make` makes when it is first asked for; again where it throws. */
  of(path: Path, make: () => T): T {
    if (path.length !== 1) {
      this.long ??= new Map();
      return once(this.long, JSON.stringify(path), make);
    }
    this.short ??= new Map();
    return once(this.short, path[0], make);
  }
}

function once<K, T>(known: Map<K, T>, key: K, make: () => T): T {
  const value = known.get(key);
  if (value !== undefined) return value;
  const made = make();
  known.set(key, made);
  return made;
}
