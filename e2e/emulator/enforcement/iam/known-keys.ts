import { documentsOf, listOf, type Pair, type StatementJson } from "../../../oracle/pair";
import { AwsError } from "../../types";

/** Service condition keys that are set here as by AWS, or rightly absent: there are no access points here. */
const KNOWN = new Set(
  [
    "iam:PassedToService",
    "route53:ChangeResourceRecordSetsActions",
    "route53:ChangeResourceRecordSetsNormalizedRecordNames",
    "route53:ChangeResourceRecordSetsRecordTypes",
    "s3:DataAccessPointAccount",
    "s3:DataAccessPointArn",
    "s3:AccessPointNetworkOrigin",
    "s3:delimiter",
    "s3:max-keys",
    "s3:prefix",
    "s3:VersionId",
    "s3:x-amz-acl",
    "s3:x-amz-copy-source",
    "s3:x-amz-server-side-encryption",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:x-amz-storage-class",
  ].map((key) => key.toLowerCase()),
);

/** Services all of whose condition keys are set. */
const WHOLE = new Set(["kms", "sts"]);

/**
 * Refuses a question where a statement about its action tests a key of the action's service that is never set here: to
 * take it for absent would let through what AWS refuses (ForAllValues, NotEquals, IfExists, Null).
 * @throws AwsError NotImplemented
 */
export function checkKeysAreKnown(pair: Pair): void {
  const service = serviceOf(pair.action);
  if (WHOLE.has(service)) return;
  for (const { Statement } of documentsOf(pair))
    for (const statement of Statement) {
      if (!isAbout(statement, pair.action)) continue;
      const keys = Object.values(statement.Condition ?? {}).flatMap((each) => Object.keys(each));
      const unknown = keys.find((key) => serviceOf(key) === service && !KNOWN.has(key.toLowerCase()));
      if (unknown)
        throw new AwsError("NotImplemented", `The condition key ${unknown} in a policy is not known here.`, 501);
    }
}

const serviceOf = (name: string): string => name.split(":")[0]?.toLowerCase() ?? "";

const isAbout = ({ Action, NotAction }: StatementJson, action: string): boolean =>
  Action === undefined
    ? !listOf(NotAction).some((pattern) => matches(pattern, action))
    : listOf(Action).some((pattern) => matches(pattern, action));

function matches(pattern: string, action: string): boolean {
  const text = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${text}$`, "i").test(action);
}
