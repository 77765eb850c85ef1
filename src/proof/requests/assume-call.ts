import {
  and,
  type Choice,
  type Chosen,
  type Condition,
  type Context,
  conditionsOf,
  exactly,
  type Glob,
  keysWith,
  literal,
  MAYBE,
  NO,
  OPEN,
  or,
  type Policy,
  patternsOn,
  type Truth,
  type Values,
  witnessesOf,
} from "../../iam";
import { ABSENT, type Entries } from "./context";

/** A tag, or another text that the caller sends or carries, or leaves out. */
export const freeChoice = (
  name: string,
  keys: readonly string[],
  conditions: readonly Condition[],
  context: (chosen: Chosen) => Context,
  required = false,
): Choice => ({
  name,
  values: (chosen) => {
    const { values, complete } = witnessesOf(patternsOn(conditions, keys, context(chosen)), "other");
    return { values: required ? values : [undefined, ...values], complete };
  },
});

export const chosenValues = (chosen: Chosen, name: string): Values => {
  if (!chosen.has(name)) return OPEN;
  const value = chosen.get(name);
  return value ? [value] : ABSENT;
};

const TRANSITIVE = "sts:transitivetagkeys";

/** Request tag keys that policies ask about, the ones that aws:TagKeys names among them. */
export function tagKeys(policies: readonly Policy[]): readonly string[] {
  const named = keysWith(policies, "aws:requesttag/").map((key) => key.slice("aws:requesttag/".length));
  const listed = conditionsOf(policies)
    .filter(({ lowerKey }) => lowerKey === "aws:tagkeys" || lowerKey === TRANSITIVE)
    .flatMap(({ values }) => values.map(({ text }) => text.replaceAll("*", "x").replaceAll("?", "x")));
  // A tag that nothing names is a key of its own to a test of aws:TagKeys.
  return [...new Set([...named, ...listed, ...(listed.length > 0 ? ["another-tag"] : [])])];
}

/** What a caller sends with one AssumeRole call; `hop` keeps the choices of two calls apart. */
export interface Call {
  readonly hop: string;
  readonly tags: readonly string[];
}

export function callEntries({ hop, tags }: Call, chosen: Chosen): Entries {
  const transitive = `${hop}transitive tags`;
  const entries: Record<string, Values> = {};
  const present: Glob[] = [];
  let open = false;
  for (const tag of tags) {
    const values = chosenValues(chosen, `${hop}request tag ${tag}`);
    entries[`aws:requesttag/${tag.toLowerCase()}`] = values;
    if (values === OPEN) open = true;
    else if (values !== ABSENT) present.push(literal(tag));
  }
  entries["aws:tagkeys"] = open ? OPEN : present;
  entries[TRANSITIVE] = open || !chosen.has(transitive) ? OPEN : chosen.get(transitive) ? present : ABSENT;
  entries["sts:externalid"] = chosenValues(chosen, `${hop}external id`);
  entries["sts:rolesessionname"] = chosenValues(chosen, `${hop}role session name`);
  return entries;
}

/** @param keysOf the keys by which policies see the tag called `tag` */
export function callChoices(
  call: Call,
  policies: readonly Policy[],
  context: (chosen: Chosen) => Context,
  keysOf = (tag: string): readonly string[] => [`aws:requesttag/${tag}`],
): readonly Choice[] {
  const conditions = conditionsOf(policies);
  const keys = keysWith(policies, "sts:");
  const asked = (key: string) => keys.some((one) => one.startsWith(key));
  return [
    ...call.tags.map((tag) =>
      freeChoice(`${call.hop}request tag ${tag}`, keysOf(tag.toLowerCase()), conditions, context),
    ),
    ...(asked(TRANSITIVE)
      ? [
          {
            name: `${call.hop}transitive tags`,
            values: () => exactly([undefined, literal("all that are passed")]),
          },
        ]
      : []),
    ...(asked("sts:externalid") ? [freeChoice(`${call.hop}external id`, ["sts:externalid"], conditions, context)] : []),
    ...(asked("sts:rolesessionname")
      ? [freeChoice(`${call.hop}role session name`, ["sts:rolesessionname"], conditions, context, true)]
      : []),
  ];
}

/** AssumeRole, and TagSession where tags are passed. */
export function assuming(call: Call, chosen: Chosen, ask: (action: string) => Truth): Truth {
  const assume = ask("sts:assumerole");
  if (assume === NO) return NO;
  const names = call.tags.map((tag) => `${call.hop}request tag ${tag}`);
  if (names.every((name) => chosen.has(name) && chosen.get(name) === undefined)) return assume;
  const tag = ask("sts:tagsession");
  const passed = names.some((name) => chosen.get(name) !== undefined);
  return and(assume, passed ? tag : or(tag, MAYBE));
}
