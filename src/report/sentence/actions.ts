import { listed, quote, type Sentence, say } from "./words";

/**
 * What the trust policy of a role can let happen to it, by action in lower case.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
const ON_ROLE: Readonly<Record<string, string>> = {
  "sts:assumerole": "assume this role",
  "sts:assumerolewithwebidentity": "assume this role with a web identity token",
  "sts:assumerolewithsaml": "assume this role with a SAML assertion",
  "sts:tagsession": "tag the session",
  "sts:setsourceidentity": "name a source identity",
  "sts:setcontext": "pass on a context",
};

/** What may be done to a role, which its trust policy is about. */
export function doneToRole(actions: readonly string[], negated: boolean, joined: "and" | "or"): Sentence {
  const words = (action: string) => ON_ROLE[action.toLowerCase()];
  if (negated || actions.some((action) => words(action) === undefined))
    return say`${calls(actions, negated, joined)} on this role`;
  return listed(
    actions.map((action) => say`${words(action) ?? ""} (${quote(action)})`),
    joined,
  );
}

/** `call A and any action like B*`, or any but these. */
export const calls = (actions: readonly string[], negated: boolean, joined: "and" | "or"): Sentence =>
  say`call ${among(actions, "action", negated, joined)}`;

/** `on A and any resource like B*`, or any but these. */
export const onResources = (resources: readonly string[], negated: boolean, joined: "and" | "or"): Sentence =>
  say` on ${among(resources, "resource", negated, joined)}`;

function among(all: readonly string[], noun: string, negated: boolean, joined: "and" | "or"): Sentence {
  const words = runs(all).map((run) => {
    const [first = ""] = run;
    if (first === "*") return say`any ${noun} (${quote(first)})`;
    return isPattern(first) ? say`any ${noun} like ${listed(run.map(quote), "or")}` : listed(run.map(quote), joined);
  });
  return negated ? say`any ${noun} other than ${listed(words, "and")}` : listed(words, joined);
}

const isPattern = (text: string): boolean => /[*?]/.test(text);

/** Neighbours that are patterns, which share their words; everything else by itself. */
function runs(all: readonly string[]): readonly (readonly string[])[] {
  const found: string[][] = [];
  for (const one of all) {
    const last = found.at(-1);
    const [before = ""] = last ?? [];
    if (last && [before, one].every((text) => isPattern(text) && text !== "*")) last.push(one);
    else found.push([one]);
  }
  return found;
}
