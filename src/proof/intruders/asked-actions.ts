import { actionsMatching, actionsWithKey, fits, refusedAcrossAccounts } from "../../aws";
import {
  after,
  type Glob,
  glob,
  keysWith,
  literal,
  matches,
  type Policy,
  type Statement,
  witnessesOf,
  YES,
} from "../../iam";
import type { Target } from "../../inventory";
import { keyActionsFor } from "../hops/key-grant";
import { familyOf } from "../requests/targets";

/** What a caller asks of a resource. */
export interface Asked {
  readonly action: string;
  readonly resource: string;
}

/**
 * Every action that `statement` allows on `target`, one of each class that the policies or AWS itself distinguish, on
 * one resource of each class.
 */
export function askedBy(
  statement: Statement,
  target: Target,
  policies: readonly Policy[],
): { readonly asked: readonly Asked[]; readonly complete: boolean } {
  const members = familyOf(target);
  const statements = policies.flatMap((policy) => policy.statements);
  const patterns = statements.flatMap(({ actions }) => actions.of.flatMap((one) => one.glob ?? []));
  const resources = statements.flatMap((one) =>
    (one.resources?.of ?? []).flatMap((text) => widened(text.glob, text.text)),
  );
  const wanted = statement.actions;
  const known = actionsMatching(target.service);
  const listed = known.filter((action) => {
    const name = literal(action.toLowerCase());
    const hit = wanted.of.some((one) => one.glob !== undefined && matches(one.glob, name) === YES);
    return hit !== wanted.negated;
  });
  const unlisted = wanted.negated
    ? []
    : wanted.of.flatMap(({ text, glob: one }) =>
        one && text !== "*" && !known.some((action) => matches(one, literal(action.toLowerCase())) === YES)
          ? [text]
          : [],
      );
  const keys = keysWith(policies, `${target.service}:`);
  const asked: Asked[] = [];
  let complete = true;
  for (const member of members) {
    const inside = member.endsWith("/*");
    const prefix = inside ? member.slice(0, -1) : member;
    const found = inside
      ? witnessesOf(
          resources.flatMap((pattern) => after(pattern, literal(prefix))).filter(({ tokens }) => tokens.length > 0),
          "key",
        )
      : { values: [literal("")], complete: true };
    complete &&= found.complete;
    const arns = found.values.map(({ tokens }) => prefix + tokens.join(""));
    const seen = new Set<string>();
    for (const action of [...listed, ...unlisted]) {
      if (!fits(action, member)) continue;
      const name = literal(action.toLowerCase());
      const key = `${patterns.map((one) => matches(one, name)).join("")} ${keyActionsFor(target.service, action).join()} ${UNTIED_WRITES.has(action.toLowerCase())} ${refusedAcrossAccounts(action) !== undefined} ${keys.map((one) => actionsWithKey(action, member, one)).join()}`;
      if (seen.has(key)) continue;
      seen.add(key);
      asked.push(...arns.map((resource) => ({ action, resource })));
    }
  }
  return { asked, complete };
}

/** A resource pattern whose variables may be anything. */
const widened = (known: Glob | undefined, text: string): readonly Glob[] => [
  known ?? glob(text.replaceAll(/\$\{[^}]*\}/g, "*")),
];

/** Actions by which a service only writes or delivers; harmless where nothing ties it, on an assumption. */
export const UNTIED_WRITES: ReadonlySet<string> = new Set(["s3:putobject", "sqs:sendmessage", "sns:publish"]);
