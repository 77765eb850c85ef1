/** An object as JSON.parse returns it. */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Where one may stand for a list of one, as in policies. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
