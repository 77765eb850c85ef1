import { article, differences } from "./article-pod-identity";
import { differ, golden, withoutV1 } from "./transcription";

const EXAMPLE = "article-pod-identity";
const stacks = { "account-a": ["account-a-primary", "account-a-rest"], "account-b": ["account-b"] } as const;

test.each(["account-a", "account-b"] as const)(
  "examples/article-pod-identity equals the article's %s but for the differences that are listed with their reasons",
  (account) => {
    const ours = withoutV1(golden(EXAMPLE, stacks[account]));
    expect([...differ(article[account], ours)].sort()).toEqual(Object.keys(differences[account] ?? {}).sort());
  },
);

test("every resource of the article is in the stack that its targeted apply stands for", () => {
  const addresses = (...of: string[]) => Object.keys(withoutV1(golden(EXAMPLE, of)).resource).sort();
  expect(addresses("account-a-primary")).toEqual(["aws_iam_role.primary_role"]);
  expect(addresses("account-a-primary", "account-a-rest")).toEqual(Object.keys(article["account-a"].resource).sort());
  expect(addresses("account-b")).toEqual(Object.keys(article["account-b"].resource).sort());
});
