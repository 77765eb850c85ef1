export type Block = Readonly<Record<string, unknown>>;
type ByLabel = Readonly<Record<string, Block>>;

/** Terraform JSON of a stack, as cdktf makes it: blocks of one label or two are maps. */
export interface Root extends Block {
  readonly terraform?: Block & { readonly required_providers?: ByLabel };
  readonly provider?: Readonly<Record<string, readonly Block[]>>;
  readonly resource?: Readonly<Record<string, ByLabel>>;
  readonly data?: Readonly<Record<string, ByLabel>>;
  readonly ephemeral?: Readonly<Record<string, ByLabel>>;
  readonly variable?: ByLabel;
  readonly output?: ByLabel;
}

export const isBlock = (value: unknown): value is Block =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const mapValues = <T, U>(
  map: Readonly<Record<string, T>>,
  change: (value: T, key: string) => U,
): Record<string, U> => Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));

/** Without keys that are undefined or hold an empty map. */
export const withoutEmpty = <T extends Block>(block: T): T =>
  Object.fromEntries(
    Object.entries(block).filter(
      ([, value]) => value !== undefined && !(isBlock(value) && Object.keys(value).length === 0),
    ),
  ) as T;

/** As stacks have it: keys in alphabetical order, and none of cdktf's own. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isBlock(value)) return value;
  const keys = Object.keys(value).filter((key) => key !== "//");
  return Object.fromEntries(keys.sort().map((key) => [key, sorted(value[key])]));
}
