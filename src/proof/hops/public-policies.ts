import { namesEverybody, type Policy } from "../../iam";

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
