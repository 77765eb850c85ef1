import { isKnownAction } from "../../aws";
import { hasUnknown } from "../../unknown/unknown-text";
import { tooMuch } from "../malformed-policy";
import type { Policy, PolicyHolder, PolicyProblem, Statement } from "../policy";
import { namedActions, otherResource, refusedAt, repeatedSid } from "./statements";

const STATEMENTS = 20;
const ACTIONS = 7;
const PRINCIPALS = 50;
const CONDITIONS = 10;

const INVALID = "InvalidAttributeValue: Invalid value for the parameter Policy.";

/**
 * What SQS refuses in a queue's policy.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
 */
export function checkQueuePolicy({ statements }: Policy, { arn }: PolicyHolder): PolicyProblem | undefined {
  if (statements.length > STATEMENTS)
    return overLimit("/Statement", `the policy has ${statements.length} statements`, `${STATEMENTS} statements`);
  const twice = repeatedSid(statements, INVALID);
  if (twice) return twice;
  for (const statement of statements) {
    const problem = numbers(statement) ?? actions(statement) ?? otherResource(statement, arn, "this queue", INVALID);
    if (problem) return problem;
  }
  return undefined;
}

function numbers(statement: Statement): PolicyProblem | undefined {
  const { pointer, principals, conditions } = statement;
  const count = (element: string, found: number, most: number, what: string) =>
    found > most
      ? overLimit(`${pointer}/${element}`, `the statement has ${found} ${what}`, `${most} ${what} in a statement`)
      : undefined;
  return (
    count("Action", statement.actions.of.length, ACTIONS, "actions") ??
    count("Principal", principals?.of.length ?? 0, PRINCIPALS, "principals") ??
    count("Condition", conditions.length, CONDITIONS, "conditions")
  );
}

const overLimit = (pointer: string, found: string, most: string): PolicyProblem =>
  tooMuch(
    "OverLimit: The specified action violates a limit.",
    `${found}; SQS takes at most ${most}`,
    "Share it out over several statements, or write a pattern such as sqs:*.",
    pointer,
  );

function actions(statement: Statement): PolicyProblem | undefined {
  const wrong = namedActions(statement).find(
    (action) => !hasUnknown(action) && action !== "*" && (!/^sqs:/i.test(action) || !isKnownAction(action)),
  );
  return wrong === undefined
    ? undefined
    : refusedAt(
        statement,
        "Action",
        INVALID,
        `Action holds "${wrong}", which is not an SQS action`,
        "Write an action of SQS, such as sqs:SendMessage.",
      );
}
