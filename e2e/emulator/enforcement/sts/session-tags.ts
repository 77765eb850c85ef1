import { AwsError, type RoleSession } from "../../types";

/** Tags of a request to assume a role: those that are passed, and those that go on from the caller's session. */
export interface SessionTags {
  readonly tags: ReadonlyMap<string, string>;
  readonly transitive: ReadonlySet<string>;
}

export const NO_TAGS: SessionTags = { tags: new Map(), transitive: new Set() };

const MOST_TAGS = 50;
const invalid = (message: string) => new AwsError("InvalidParameterValue", message);

/** Keys differ in more than case. */
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/**
 * `passed` and what `session` hands on.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining
 * @throws AwsError ValidationError, InvalidParameterValue
 */
export function withInherited(
  passed: readonly (readonly [key: string, value: string])[],
  transitive: readonly string[],
  session: RoleSession | undefined,
): SessionTags {
  const keys = passed.map(([key]) => key);
  if (keys.length > MOST_TAGS || transitive.length > MOST_TAGS)
    throw new AwsError(
      "ValidationError",
      `1 validation error detected: Value at 'tags' failed to satisfy constraint: Member must have length less than or equal to ${MOST_TAGS}`,
    );
  if (keys.some((key, index) => keys.findIndex((other) => same(key, other)) !== index))
    throw invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  if (transitive.some((key) => !keys.some((other) => same(key, other))))
    throw invalid("The specified transitive tag key must be included in the requested tags.");
  const inherited = [...(session?.transitive ?? [])];
  if (inherited.some((key) => keys.some((other) => same(key, other))))
    throw invalid(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  const handedOn = inherited.map((key): readonly [string, string] => [key, session?.tags.get(key) ?? ""]);
  return {
    tags: new Map([...handedOn, ...passed]),
    transitive: new Set([...inherited, ...transitive]),
  };
}
