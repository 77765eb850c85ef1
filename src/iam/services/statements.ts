import { readable } from "../../unknown/unknown-text";
import { glob, matches } from "../glob";
import type { PolicyProblem, Statement } from "../policy";
import { NO } from "../truth";
import { writtenActions } from "../written";

/** What a service refuses at an element of `statement`. */
export const refusedAt = (
  statement: Pick<Statement, "pointer">,
  element: string,
  awsError: string,
  message: string,
  fix: string,
): PolicyProblem => ({ cause: "service", pointer: `${statement.pointer}/${element}`, awsError, message, fix });

/** The actions of `statement`, spelled as they are written; none where it has NotAction. */
export const namedActions = (statement: Statement): readonly string[] =>
  statement.actions.negated ? [] : writtenActions(statement);

/** What a service refuses where two of `statements` have one Sid. */
export function repeatedSid(statements: readonly Statement[], awsError: string): PolicyProblem | undefined {
  const seen = new Set<string>();
  for (const statement of statements) {
    const { sid } = statement;
    if (!sid) continue;
    if (seen.has(sid))
      return refusedAt(
        statement,
        "Sid",
        awsError,
        `two statements have the Sid "${sid}"`,
        "Give each statement its own.",
      );
    seen.add(sid);
  }
  return undefined;
}

/** What a service refuses where a Resource cannot be `arn`, of which the policy is: `what`, for the message. */
export function otherResource(
  statement: Statement,
  arn: string | undefined,
  what: string,
  awsError: string,
): PolicyProblem | undefined {
  const { resources } = statement;
  if (arn === undefined || !resources || resources.negated) return undefined;
  const wrong = resources.of.find(({ text }) => !text.includes("${") && matches(glob(text), glob(arn)) === NO);
  return (
    wrong &&
    refusedAt(
      statement,
      "Resource",
      awsError,
      `Resource holds "${readable(wrong.text)}", which is not ${what}`,
      `Write "${readable(arn)}".`,
    )
  );
}
