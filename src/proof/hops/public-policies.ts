import { namesEverybody, type Policy } from "../../iam";
import type { Target } from "../../inventory";
import { UnknownValue } from "../../unknown/unknown-value";
import type { ReadDocument } from "../proof-context";
import type { FinalSession } from "../requests/final-session";

/** Keys that, with a fixed value, keep a statement for everybody from being public. */
const FIXING = new Set(
  "aws:principalarn aws:principalaccount aws:principalorgid aws:principalorgpaths aws:sourceaccount aws:sourcearn aws:sourceip aws:sourceorgid aws:sourcevpc aws:sourcevpce aws:userid s3:dataaccesspointarn s3:dataaccesspointaccount s3:x-amz-server-side-encryption-aws-kms-key-id aws:viaawsservice aws:principalserviceorgid".split(
    " ",
  ),
);

/**
 * Whether S3 calls `policy` public.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export const isPublic = ({ statements }: Policy): boolean =>
  statements.some(
    (statement) =>
      statement.effect === "Allow" &&
      (namesEverybody(statement) || statement.principals?.negated === true) &&
      !statement.conditions.some(
        ({ lowerKey, base, values }) =>
          FIXING.has(lowerKey) &&
          /^(String|Arn|IpAddress)/.test(base) &&
          !base.includes("Not") &&
          values.every(({ text }) => isFixed(lowerKey, text)),
      ),
  );

const isFixed = (lowerKey: string, text: string): boolean =>
  lowerKey === "aws:sourceip"
    ? !/\/0$/.test(text)
    : !/[*?]/.test(text.replace(/^(arn:aws[^:]*:[^:]*:[^:]*:\d{12}:).*/, "$1")) && !text.includes("${");

/** Whether it is not known if public access to the bucket is blocked, which would leave its policy out. */
export const mayBeShut = (target: Target | undefined, policy: Policy | undefined, session: FinalSession): boolean =>
  target?.publicAccess !== undefined &&
  target.publicAccess.restrictPublicBuckets === undefined &&
  policy !== undefined &&
  target.account !== session.role.account &&
  isPublic(policy);

export const undecidedAccess = (reading: ReadDocument): ReadDocument => ({
  ...reading,
  policy: undefined,
  unknown: new UnknownValue("not-read", "it is public, and whether the bucket blocks public access is not known", {
    advice: "Give the bucket one aws_s3_bucket_public_access_block whose settings are known.",
  }),
});

/** restrict_public_buckets leaves a public policy to the bucket's own account. */
export function shut(target: Target | undefined, policy: Policy | undefined, session: FinalSession): boolean {
  return (
    policy !== undefined &&
    target?.publicAccess?.restrictPublicBuckets === true &&
    target.account !== session.role.account &&
    isPublic(policy)
  );
}
