/**
 * The parameters of the query protocol as the objects that they stand for.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export type Tree = { [name: string]: string | Tree | Branch[] };
type Branch = string | Tree | Branch[];

/** `Tags.member.1.Key=a` makes `{ Tags: [{ Key: "a" }] }`; `Action` and `Version` are left out. All leaves are strings. */
export function treeOf(pairs: readonly (readonly [string, string])[]): Readonly<Record<string, unknown>> {
  const root = new Node();
  for (const [name, value] of pairs) if (name !== "Action" && name !== "Version") root.set(name.split("."), value);
  const tree = root.value();
  return typeof tree === "object" && !Array.isArray(tree) ? tree : {};
}

class Node {
  #text?: string;
  readonly #children = new Map<string, Node>();

  set([name, ...rest]: readonly string[], value: string): void {
    if (name === undefined) {
      this.#text = value;
      return;
    }
    const child = this.#children.get(name) ?? new Node();
    this.#children.set(name, child);
    child.set(rest, value);
  }

  value(): Branch {
    if (this.#children.size === 0) return this.#text ?? "";
    const names = [...this.#children.keys()];
    if (names.every((name) => /^\d+$/.test(name)))
      return names.sort((a, b) => Number(a) - Number(b)).map((name) => this.#children.get(name)?.value() ?? "");
    const member = this.#children.get("member");
    if (member && names.length === 1) return member.value();
    return Object.fromEntries([...this.#children].map(([name, child]) => [name, child.value()]));
  }
}
