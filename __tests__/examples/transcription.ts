import { readText } from "../support/synth";

/** An example's golden stacks as one root module: resources by address, policies as documents. */
export function golden(example: string, stacks: readonly string[]) {
  const roots = stacks.map((stack) => JSON.parse(readText(`examples/${example}/golden/${stack}/cdk.tf.json`)));
  const joined = (block: string) => Object.assign({}, ...roots.map((root) => root[block] ?? {}));
  const byAddress = (block: string) =>
    Object.fromEntries(
      roots.flatMap((root) =>
        Object.entries<Record<string, object>>(root[block] ?? {}).flatMap(([type, made]) =>
          Object.entries(made).map(([address, attributes]) => [`${type}.${address}`, attributes]),
        ),
      ),
    );
  const { aws, kubernetes, random } = joined("provider");
  return withDocuments({
    required_providers: Object.assign({}, ...roots.map(({ terraform }) => terraform.required_providers)),
    provider: { aws: aws[0], ...(kubernetes ? { kubernetes } : {}), ...(random ? { random } : {}) },
    data: byAddress("data"),
    resource: byAddress("resource"),
    output: joined("output"),
  });
}

const withDocuments = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (key, inner) =>
    (key === "policy" || key === "assume_role_policy") && typeof inner === "string" ? JSON.parse(inner) : inner,
  );

/** Kubernetes types carry `_v1`, as the provider deprecates the others. */
export const withoutV1 = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value).replaceAll(/(kubernetes_[a-z_]+)_v1/g, "$1"));

/** Paths at which two values differ, the highest that says it all: an absent or differently long part is one difference. */
export function differ(left: unknown, right: unknown, path = ""): readonly string[] {
  if (Object.is(left, right)) return [];
  const containers = [left, right].every((value) => typeof value === "object" && value !== null);
  const lists = [left, right].filter((value) => Array.isArray(value));
  if (!containers || lists.length === 1 || (lists.length === 2 && lists[0]?.length !== lists[1]?.length)) return [path];
  const [a, b] = [left as Record<string, unknown>, right as Record<string, unknown>];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differ(a[key], b[key], path ? `${path}.${key}` : key),
  );
}
