import { type Context, holds, keysWith, NO, OPEN, type Policy, type Statement, type Values } from "../../iam";
import { type Tags, type Target, tagsInAws } from "../../inventory";
import { mayBeSame } from "../../unknown/compare-texts";
import { hasUnknown } from "../../unknown/unknown-text";
import type { ProofContext } from "../proof-context";
import { ABSENT, contextOf, type Entries, oneValue } from "./context";

/**
 * The tag that a key such as `aws:resourcetag/team` or `secretsmanager:resourcetag/team` is about: one of the resource that
 * a request is for. Undefined for any other key.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourcetag
 */
export const resourceTagIn = (lowerKey: string): string | undefined =>
  /^[a-z0-9-]+:(?:resourcetag|[a-z]+-tag)\/(.+)$/s.exec(lowerKey)?.[1];

/** The keys by which `policies` ask about tags of a resource that has `tags`; none where those are not known. */
export function resourceTags(tags: Tags | undefined, policies: readonly Policy[]): Entries {
  if (!tags) return {};
  return Object.fromEntries(
    keysWith(policies, "").flatMap((key) => {
      const tag = resourceTagIn(key);
      return tag === undefined ? [] : [[key, tagValues(tags, tag)] as const];
    }),
  );
}

const tagValues = ({ named, open }: Tags, tag: string): Values =>
  named.has(tag) && !hasUnknown(tag)
    ? oneValue(named.get(tag))
    : [...open, ...(hasUnknown(tag) ? named.keys() : [])].some((one) => mayBeSame(one, tag))
      ? OPEN
      : ABSENT;

/** `context` with the tags of the role `arn`, where the world shows them: what a call of AssumeRole is about. */
export function withRoleTags({ inventory }: ProofContext, arn: string, context: Context): Context {
  const role = inventory.roleByArn(arn);
  const tags = role && tagsInAws(role.resource);
  if (!tags) return context;
  return (lowerKey) => {
    const tag = resourceTagIn(lowerKey);
    if (tag === undefined) return context(lowerKey);
    return tagValues(tags, tag);
  };
}

/** Whether the conditions of `statement` ask for tags that `target` does not have: then no pattern of it is about that. */
export function leavesOut(statement: Statement, { tags }: Target): boolean {
  if (!tags) return false;
  const context = contextOf(resourceTags(tags, [{ statements: [statement] }]));
  return statement.conditions.some(
    (condition) => resourceTagIn(condition.lowerKey) !== undefined && holds(condition, context) === NO,
  );
}
