import { fits, isKnownAction, resourceTypesOf } from "../../aws";
import { hasUnknown, readable } from "../../unknown/unknown-text";
import { glob, matches } from "../glob";
import type { Policy, PolicyHolder, PolicyProblem, Statement } from "../policy";
import { NO } from "../truth";
import { namedActions, refusedAt } from "./statements";

/**
 * What S3 refuses in a bucket's policy: a resource that is neither the bucket nor within it, an action that is not S3's,
 * and one that fits no resource of its statement.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
export function checkBucketPolicy({ statements }: Policy, { arn }: PolicyHolder): PolicyProblem | undefined {
  for (const statement of statements) {
    const problem = (arn === undefined ? undefined : resourceProblem(statement, arn)) ?? actionProblem(statement);
    if (problem) return problem;
  }
  return undefined;
}

function resourceProblem(statement: Statement, bucket: string): PolicyProblem | undefined {
  const { resources } = statement;
  const own = [glob(bucket), glob(`${bucket}/*`)];
  const wrong = resources?.of.find(
    ({ text }) => /^\*+$/.test(text) || !own.some((one) => matches(glob(withoutVariables(text)), one) !== NO),
  );
  if (wrong === undefined) return undefined;
  const element = resources?.negated ? "NotResource" : "Resource";
  return refusedAt(
    statement,
    element,
    "MalformedPolicy: Policy has invalid resource",
    `${element} holds "${readable(wrong.text)}", which is neither ${readable(bucket)} nor within it`,
    `Write "${readable(bucket)}" for the bucket, "${readable(bucket)}/*" for its objects.`,
  );
}

/** A variable may stand for anything. */
const withoutVariables = (text: string): string => text.replaceAll(/\$\{[^}]*\}/g, "*");

function actionProblem(statement: Statement): PolicyProblem | undefined {
  for (const action of namedActions(statement)) {
    if (hasUnknown(action) || action === "*") continue;
    if (!/^s3:/i.test(action) || !isBucketAction(action))
      return refusedAt(
        statement,
        "Action",
        "MalformedPolicy: Policy has invalid action",
        `Action holds "${action}", which is not an action on a bucket or its objects`,
        "Write an action of S3 on buckets or objects, such as s3:GetObject.",
      );
    const { resources } = statement;
    if (resources && !resources.negated && !resources.of.some(({ text }) => fits(action, text)))
      return refusedAt(
        statement,
        "Action",
        "MalformedPolicy: Action does not apply to any resource(s) in statement",
        `Action holds "${action}", and the statement has no resource of a type that it supports`,
        'Name the bucket for actions on buckets, "BUCKET/*" for those on objects, or move the action to another statement.',
      );
  }
  return undefined;
}

const isBucketAction = (action: string): boolean =>
  /[*?]/.test(action)
    ? isKnownAction(action)
    : (resourceTypesOf(action) ?? []).some((type) => type === "bucket" || type === "object");
