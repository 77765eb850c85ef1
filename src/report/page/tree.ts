/** An element of HTML or SVG as plain data: written as text in one place, made into nodes of a page in another. */
export interface Tree {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Tree | string)[];
}

/** `undefined` attributes and `false` children are left out. */
export const tree = (
  tag: string,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  ...children: readonly (Tree | string | false | undefined)[]
): Tree => ({
  tag,
  attributes: Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ),
  children: children.filter((child) => child !== false && child !== undefined),
});

const ESCAPED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it stands in markup and in quoted attributes: nothing of it is markup. */
export const escaped = (text: string): string =>
  text
    // XML has no way to write most control characters
    .replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, (character) => (/[\t\n]/.test(character) ? character : "\uFFFD"))
    .replaceAll(/[&<>"']/g, (character) => ESCAPED[character] ?? "");

/** Elements of HTML that have no end tag. */
const VOID = new Set(["meta", "link", "input", "br", "hr"]);

export function markup({ tag, attributes, children }: Tree): string {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(String(value))}"`);
  const start = `<${tag}${written.join("")}>`;
  if (VOID.has(tag)) return start;
  return `${start}${children.map((child) => (typeof child === "string" ? escaped(child) : markup(child))).join("")}</${tag}>`;
}
