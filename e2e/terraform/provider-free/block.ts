export type Block = Readonly<Record<string, unknown>>;

export const isBlock = (value: unknown): value is Block =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Blocks of one type, which the JSON syntax writes as one object or as a list of them. */
export const blocksOf = (value: unknown): readonly Block[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => isBlock(one));

/** `[label, block]` of blocks with one label, such as `output`. */
export const labelled = (value: unknown): readonly (readonly [string, Block])[] =>
  blocksOf(value).flatMap((byLabel) =>
    Object.entries(byLabel).flatMap(([label, blocks]) => blocksOf(blocks).map((block) => [label, block] as const)),
  );

/** `[type, label, block]` of blocks with two labels, such as `resource`. */
export const labelledTwice = (value: unknown): readonly (readonly [string, string, Block])[] =>
  blocksOf(value).flatMap((byType) =>
    Object.entries(byType).flatMap(([type, below]) =>
      labelled(below).map(([label, one]) => [type, label, one] as const),
    ),
  );

/** A value with every text changed, and without the comments that `//` keys are. */
export function mapTexts(value: unknown, change: (text: string) => unknown): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (!isBlock(value)) return value;
  const entries = Object.entries(value).filter(([key]) => key !== "//");
  return Object.fromEntries(entries.map(([key, item]) => [key, mapTexts(item, change)]));
}
