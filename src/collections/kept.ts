const KEPT = 10_000;

/** `make` that remembers what it made of the last thousands of texts: a world asks about the same ones again and again. */
export function kept<T>(make: (text: string) => T): (text: string) => T {
  const made = new Map<string, T>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    if (made.size >= KEPT) made.clear();
    const one = make(text);
    made.set(text, one);
    return one;
  };
}
