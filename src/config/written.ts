/** A map of a file, as YAML has it. */
export type Written = Readonly<Record<string, unknown>>;

export const isAsWritten = (value: unknown): value is Written =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The map with each of its own maps changed by `change`, and each list by `list`. */
export const mapped = (
  map: Written,
  change: (inner: Written) => Written,
  list: (key: string, values: readonly unknown[]) => readonly unknown[] = (_, values) => values,
): Written =>
  Object.fromEntries(
    Object.entries(map).map(([key, value]) => [
      key,
      isAsWritten(value) ? change(value) : Array.isArray(value) ? list(key, value) : value,
    ]),
  );
