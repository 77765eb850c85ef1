import { decoded } from "./request";

/** An operation by method and path, as its service's API model has it: `["GET", "/clusters/{name}", "DescribeCluster"]`. */
export type Route = readonly [method: string, path: string, operation: string];

export interface Routed {
  readonly operation: string;
  /** What the path names. */
  readonly params: Readonly<Record<string, string>>;
}

/** The operation of a request among `routes`; undefined where none has its method and path. */
export function routeIn(routes: readonly Route[], method: string, path: string): Routed | undefined {
  const parts = path.replace(/\/$/, "").split("/").map(decoded);
  for (const [wanted, template, operation] of routes) {
    const names = template.split("/");
    // An ARN has slashes of its own.
    const rest = names.at(-1) === "{resourceArn}" ? [...parts.slice(0, 2), parts.slice(2).join("/")] : parts;
    if (wanted !== method || names.length !== rest.length) continue;
    if (!names.every((name, index) => name.startsWith("{") || name === rest[index])) continue;
    const named = names.flatMap((name, index) =>
      name.startsWith("{") ? [[name.slice(1, -1), rest[index] ?? ""]] : [],
    );
    return { operation, params: Object.fromEntries(named) };
  }
  return undefined;
}
