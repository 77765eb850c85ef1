import {
  after,
  and,
  type Candidates,
  type Choice,
  type Chosen,
  conditionsOf,
  decide,
  exactly,
  type Found,
  type Glob,
  literal,
  MAYBE,
  NO,
  OPEN,
  type Policy,
  patternsOn,
  readPolicy,
  search,
  type Truth,
  type Values,
  witnessesOf,
} from "../../../src/iam";
import type { Document } from "../pair";
import { ACCOUNT, type Asked, ROLE_PREFIX, TAGS } from "./trusts";

function read(trust: Document): Policy {
  const { policy, problem } = readPolicy(JSON.stringify(trust), "trust");
  if (!policy) throw new Error(`${problem.pointer}: ${problem.message}`);
  return policy;
}

const ALL = readPolicy(
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}}',
  "identity",
).policy;

/** Whether our search finds a request of the class `asked` that passes `trust`. */
export function ours(trust: Document, asked: Asked): Found {
  const policy = read(trust);
  const conditions = conditionsOf([policy]);
  const tagKey = (tag: string) => `aws:requesttag/${tag}`;
  const one = (value: Glob | undefined): Values => (value ? [value] : []);

  const contextOf =
    (chosen: Chosen, action: string) =>
    (key: string): Values => {
      if (key === "aws:principalarn") return chosen.has("role") ? one(chosen.get("role")) : OPEN;
      if (key === "sts:externalid" && action !== "sts:assumerole") return [];
      if (key === "aws:tagkeys") {
        if (TAGS.some((tag) => !chosen.has(tagKey(tag)))) return OPEN;
        return TAGS.filter((tag) => chosen.get(tagKey(tag))).map(literal);
      }
      return chosen.has(key)
        ? one(chosen.get(key))
        : key.startsWith("aws:requesttag/") || key === "sts:externalid"
          ? OPEN
          : [];
    };

  const passes = (chosen: Chosen, action: string): Truth =>
    decide(
      {
        identity: [{ policy: ALL, label: "identity" }],
        guardrails: [],
        resource: [{ policy, label: "trust" }],
        service: undefined,
        resourceControl: [],
        sameAccount: false,
        resourceDecides: true,
      },
      {
        action: literal(action),
        resource: undefined,
        caller: { kind: "role", account: ACCOUNT, roleArn: chosen.get("role"), sessionArn: undefined },
        context: contextOf(chosen, action),
      },
    );

  const values = (key: string, chosen: Chosen, fresh: string) =>
    witnessesOf(patternsOn(conditions, [key], contextOf(chosen, "sts:assumerole")), fresh);
  const free = (key: string, fresh: string): Choice => ({
    name: key,
    values: (chosen) => orNone(values(key, chosen, fresh)),
  });
  const orNone = ({ values, complete }: Candidates): Candidates => ({ values: [undefined, ...values], complete });
  const own = literal("payments");
  const roles: Choice = {
    name: "role",
    values: (chosen) => {
      const patterns = [
        ...patternsOn(conditions, ["aws:principalarn"], contextOf(chosen, "sts:assumerole")),
        ...policy.statements.flatMap(({ principals }) => (principals?.of ?? []).map(({ glob }) => glob)),
      ];
      const rest = patterns.flatMap((pattern) => after(pattern, literal(ROLE_PREFIX)));
      const { values, complete } = witnessesOf([...rest, literal("primary")], "other-role");
      const arns = values.map(({ tokens }) => literal(ROLE_PREFIX + tokens.join("")));
      return { values: arns.filter(({ plain }) => plain !== `${ROLE_PREFIX}primary`), complete };
    },
  };
  const role: Choice =
    asked === "other-role" ? roles : { name: "role", values: () => exactly([literal(`${ROLE_PREFIX}primary`)]) };
  const [namespace, account, cluster] = TAGS.map(tagKey) as [string, string, string];
  const tags: readonly Choice[] =
    asked === "other-role"
      ? TAGS.map((tag) => free(tagKey(tag), "x"))
      : [
          {
            name: namespace,
            values: (chosen) => {
              const { values, complete } = witnessesOf(
                [...patternsOn(conditions, [namespace], contextOf(chosen, "sts:assumerole")), own],
                "other",
              );
              return { values: values.filter(({ plain }) => plain !== "payments"), complete };
            },
          },
          { name: account, values: (chosen) => values(account, chosen, "other") },
          { name: cluster, values: () => exactly([literal(`arn:aws:eks:us-east-1:${ACCOUNT}:cluster/production`)]) },
        ];
  const external: Choice =
    asked === "other-role"
      ? free("sts:externalid", "x")
      : { name: "sts:externalid", values: () => exactly([undefined]) };
  return search([role, ...tags, external], (chosen) => {
    const assumed = passes(chosen, "sts:assumerole");
    if (assumed === NO) return NO;
    const chosenAll = TAGS.every((tag) => chosen.has(tagKey(tag)));
    if (chosenAll && TAGS.every((tag) => !chosen.get(tagKey(tag)))) return assumed;
    const tagged = passes(chosen, "sts:tagsession");
    return chosenAll ? and(assumed, tagged) : and(assumed, tagged === NO ? MAYBE : tagged);
  });
}

/** For messages: what our search chose. */
export const shown = ({ chosen }: Found): unknown =>
  chosen && Object.fromEntries([...chosen].map(([name, value]) => [name, value?.tokens.join("") ?? null]));
