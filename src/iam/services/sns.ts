import { hasUnknown } from "../../unknown/unknown-text";
import { tooMuch } from "../malformed-policy";
import type { Policy, PolicyHolder, PolicyProblem, Statement } from "../policy";
import { namedActions, otherResource, refusedAt, repeatedSid } from "./statements";

const STATEMENTS = 100;
const PRINCIPALS = 200;

/** The actions that a topic's policy can have. */
const ACTIONS: ReadonlySet<string> = new Set(
  [
    "AddPermission DeleteTopic GetDataProtectionPolicy GetTopicAttributes ListSubscriptionsByTopic ListTagsForResource",
    "Publish PutDataProtectionPolicy Receive RemovePermission SetTopicAttributes Subscribe",
  ]
    .join(" ")
    .split(" ")
    .map((name) => `sns:${name.toLowerCase()}`),
);

/**
 * What SNS refuses in a topic's policy.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
 */
export function checkTopicPolicy({ statements }: Policy, { arn }: PolicyHolder): PolicyProblem | undefined {
  if (statements.length > STATEMENTS)
    return overLimit("/Statement", `the policy has ${statements.length} statements`, `${STATEMENTS} statements`);
  const twice = repeatedSid(statements, "InvalidParameter: Invalid parameter: Policy Error: Sid must be unique");
  if (twice) return twice;
  for (const statement of statements) {
    const { pointer, principals } = statement;
    const named = principals?.of.length ?? 0;
    if (named > PRINCIPALS)
      return overLimit(`${pointer}/Principal`, `the statement has ${named} principals`, `${PRINCIPALS} principals`);
    const problem =
      actions(statement) ??
      otherResource(
        statement,
        arn,
        "this topic",
        "InvalidParameter: Invalid parameter: Policy Error: the resource is not the topic",
      );
    if (problem) return problem;
  }
  return undefined;
}

const overLimit = (pointer: string, found: string, most: string): PolicyProblem =>
  tooMuch(
    "InvalidParameter: Invalid parameter: Policy Error: limit exceeded",
    `${found}; SNS takes at most ${most}`,
    "Split it into several statements, or name fewer.",
    pointer,
  );

function actions(statement: Statement): PolicyProblem | undefined {
  const wrong = namedActions(statement).find((action) => !hasUnknown(action) && !isTopicAction(action.toLowerCase()));
  return wrong === undefined
    ? undefined
    : refusedAt(
        statement,
        "Action",
        "InvalidParameter: Invalid parameter: Policy statement action out of service scope!",
        `Action holds "${wrong}", which is not an action that SNS accepts in a topic's policy`,
        "Name the actions one by one, such as sns:Publish.",
      );
}

/** A pattern that matches more than a topic's actions may be refused or not; `sns:*` is. */
const isTopicAction = (action: string): boolean =>
  /[*?]/.test(action) ? action !== "sns:*" && /^(sns:|\*$)/.test(action) : ACTIONS.has(action);
