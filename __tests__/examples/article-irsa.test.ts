import { addresses, article, differences } from "./article-irsa";
import { differ, golden, withoutV1 } from "./transcription";

const stacks = { "account-a": ["account-a-rest"], "account-b": ["account-b"] } as const;

/** The example under the article's addresses. */
function renamed<T>(value: T): T {
  let text = JSON.stringify(value);
  for (const [theirs, ours] of Object.entries(addresses)) text = text.replaceAll(ours, theirs);
  return JSON.parse(text);
}

test.each(["account-a", "account-b"] as const)(
  "examples/article-irsa equals the article's %s but for its addresses and the differences listed with their reasons",
  (account) => {
    const ours = renamed(withoutV1(golden("article-irsa", stacks[account])));
    expect([...differ(article[account], ours)].sort()).toEqual(Object.keys(differences[account] ?? {}).sort());
  },
);
