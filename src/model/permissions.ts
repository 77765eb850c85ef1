import { resourceTypesOf } from "../aws";
import { type PolicyDocument, policyDocument } from "./policy";

/**
 * The actions of a grant's verb. `write` is AWS's own access level of that name without anything
 * that changes tags or permissions.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
const S3_VERBS = {
  read: ["s3:GetObject", "s3:ListBucket"],
  write: ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
} as const;

export type Verb = keyof typeof S3_VERBS | "actions";

/** The actions granted on one bucket. */
export interface BucketGrant {
  /** Key of the resource. */
  readonly resource: string;
  readonly verb: Verb;
  readonly actions: readonly string[];
  /** The bucket's ARN, or a reference to it. */
  readonly arn: string;
  /** `STACK/ADDRESS` of a bucket created here, the ARN of one that already exists. */
  readonly on: string;
}

/** The actions of a verb; for `actions` those given. */
export const actionsOfVerb = (verb: Verb, given: readonly string[] = []): readonly string[] =>
  verb === "actions" ? given : S3_VERBS[verb];

/** Permission of a primary role: to assume its target role and to tag the session. */
export const assumePolicy = (targetRoleArn: string): PolicyDocument =>
  policyDocument({ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: targetRoleArn });

/**
 * Permission of a final role: each action on the ARNs of the resource type it fits (objects are
 * `<bucket>/*`), since on others it would allow nothing. Grants with the same actions share statements.
 */
export function grantPolicy(grants: readonly BucketGrant[]): PolicyDocument {
  const statements = new Map<string, { actions: readonly string[]; resources: string[] }>();
  for (const { actions, arn } of grants) {
    for (const [type, resource] of [
      ["object", `${arn}/*`],
      ["bucket", arn],
    ] as const) {
      const fitting = actions.filter((action) => resourceTypesOf(action)?.includes(type));
      if (fitting.length === 0) continue;
      const statement = statements.get(`${type} ${fitting}`) ?? { actions: fitting, resources: [] };
      if (!statement.resources.includes(resource)) statement.resources.push(resource);
      statements.set(`${type} ${fitting}`, statement);
    }
  }
  return policyDocument(
    ...[...statements.values()].map(({ actions, resources }) => ({
      Effect: "Allow" as const,
      Action: actions,
      Resource: resources,
    })),
  );
}
