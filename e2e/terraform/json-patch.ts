/** One step of a JSON patch; `move`, `copy` and `test` are not used by Terraform's provider. */
export interface Operation {
  readonly op: "add" | "replace" | "remove";
  /** A JSON pointer: `/metadata/labels/app.kubernetes.io~1name` */
  readonly path: string;
  readonly value?: unknown;
}

type Parent = Record<string, unknown> | unknown[];

/**
 * The document that results: https://www.rfc-editor.org/rfc/rfc6902
 * @throws Error where a path leads nowhere
 */
export function patched<T>(document: T, operations: readonly Operation[]): T {
  const root = { document: structuredClone(document) };
  for (const { op, path, value } of operations) {
    const keys = ["document", ...path.split("/").slice(1).map(unescaped)];
    const last = keys.pop() ?? "";
    const parent = keys.reduce<unknown>((at, key) => (isParent(at) ? at[key as keyof typeof at] : undefined), root);
    if (!isParent(parent)) throw new Error(`the server rejected our request: no path ${path}`);
    if (Array.isArray(parent)) inList(parent, op, last, value);
    else if (op === "remove") delete parent[last];
    else parent[last] = value;
  }
  return root.document;
}

function inList(list: unknown[], op: Operation["op"], key: string, value: unknown): void {
  const index = key === "-" ? list.length : Number(key);
  if (op === "add") list.splice(index, 0, value);
  else if (op === "remove") list.splice(index, 1);
  else list[index] = value;
}

const unescaped = (key: string): string => key.replaceAll("~1", "/").replaceAll("~0", "~");

const isParent = (value: unknown): value is Parent => typeof value === "object" && value !== null;
