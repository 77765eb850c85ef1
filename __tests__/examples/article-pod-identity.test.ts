import { readText } from "../support/synth";
import { article, differences } from "./article-pod-identity";

/** The example's golden stacks, joined to the article's root module of an account. */
function golden(...stacks: readonly string[]) {
  const roots = stacks.map((stack) =>
    JSON.parse(readText(`examples/article-pod-identity/golden/${stack}/cdk.tf.json`)),
  );
  const joined = (block: string) => Object.assign({}, ...roots.map((root) => root[block] ?? {}));
  const resources = roots.flatMap(({ resource }) =>
    Object.entries<Record<string, object>>(resource).flatMap(([type, made]) =>
      Object.entries(made).map(([address, attributes]) => [`${type}.${address}`, attributes]),
    ),
  );
  const { aws, kubernetes, random } = joined("provider");
  return {
    required_providers: Object.assign({}, ...roots.map(({ terraform }) => terraform.required_providers)),
    provider: { aws: aws[0], ...(kubernetes ? { kubernetes } : {}), ...(random ? { random } : {}) },
    resource: Object.fromEntries(resources),
    output: joined("output"),
  };
}

/** Kubernetes types carry `_v1`, as the provider deprecates the others; this is the one difference in addresses. */
const withoutV1 = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(/(kubernetes_[a-z_]+)_v1/g, "$1"));

const withDocuments = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (key, inner) =>
    (key === "policy" || key === "assume_role_policy") && typeof inner === "string" ? JSON.parse(inner) : inner,
  );

/** Paths at which two values differ, the highest that says it all: an absent or differently long part is one difference. */
function differ(left: unknown, right: unknown, path: string): readonly string[] {
  if (Object.is(left, right)) return [];
  const containers = [left, right].every((value) => typeof value === "object" && value !== null);
  const lists = [left, right].filter((value) => Array.isArray(value));
  if (!containers || lists.length === 1 || (lists.length === 2 && lists[0]?.length !== lists[1]?.length)) return [path];
  const [a, b] = [left as Record<string, unknown>, right as Record<string, unknown>];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differ(a[key], b[key], path ? `${path}.${key}` : key),
  );
}

const stacks = { "account-a": ["account-a-primary", "account-a-rest"], "account-b": ["account-b"] } as const;

test.each(["account-a", "account-b"] as const)(
  "examples/article-pod-identity equals the article's %s but for the differences that are listed with their reasons",
  (account) => {
    const ours = withDocuments(withoutV1(golden(...stacks[account])));
    expect([...differ(article[account], ours, "")].sort()).toEqual(Object.keys(differences[account] ?? {}).sort());
  },
);

test("every resource of the article is in the stack that its targeted apply stands for", () => {
  const addresses = (stack: string) =>
    Object.entries<object>(
      JSON.parse(readText(`examples/article-pod-identity/golden/${stack}/cdk.tf.json`)).resource,
    ).flatMap(([type, made]) => Object.keys(made).map((address) => `${type}.${address}`));
  expect(addresses("account-a-primary")).toEqual(["aws_iam_role.primary_role"]);
  expect([...addresses("account-a-primary"), ...addresses("account-a-rest")].map(withoutV1).sort()).toEqual(
    Object.keys(article["account-a"].resource).sort(),
  );
  expect(addresses("account-b").sort()).toEqual(Object.keys(article["account-b"].resource).sort());
});
