interface Version<T> {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: T | undefined;
}

/** Values by key, as they are and as they were. */
export class Delayed<T> {
  readonly #versions = new Map<string, Version<T>[]>();

  /** What holds now. */
  get(key: string): T | undefined {
    return this.#versions.get(key)?.at(-1)?.value;
  }

  /** What held `delay` milliseconds ago. */
  seen(key: string, delay: number): T | undefined {
    if (delay === 0) return this.get(key);
    const until = Date.now() - delay;
    return this.#versions.get(key)?.findLast(({ at }) => at <= until)?.value;
  }

  /** `delay` as it is at the change: without one, it is seen at once even if one is set later. */
  set(key: string, value: T | undefined, delay: number): void {
    const at = delay === 0 ? 0 : Date.now();
    const before = delay === 0 ? [] : (this.#versions.get(key) ?? []);
    this.#versions.set(key, [...before, { at, value }]);
  }

  values(): readonly T[] {
    return [...this.#versions.values()].flatMap((versions) => versions.at(-1)?.value ?? []);
  }

  clear(): void {
    this.#versions.clear();
  }
}
