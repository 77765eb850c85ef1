import { type ConditionJson, type Document, listOf } from "../../../oracle/pair";

/** Condition keys that make a public policy a limited one. */
const LIMITING = new Set(
  [
    "aws:SourceIp",
    "aws:SourceArn",
    "aws:SourceVpc",
    "aws:SourceVpce",
    "aws:SourceOwner",
    "aws:SourceAccount",
    "aws:userid",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalAccount",
    "aws:PrincipalArn",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:DataAccessPointArn",
    "s3:DataAccessPointAccount",
  ].map((key) => key.toLowerCase()),
);

/**
 * Whether S3 calls a bucket's policy public: it gives something to everybody without a fixed value for one of these
 * keys.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export const isPublic = (document: Document): boolean =>
  document.Statement.some(({ Effect, Principal, NotPrincipal, Condition }) => {
    if (Effect !== "Allow") return false;
    const everybody = NotPrincipal !== undefined || Principal === "*" || listOf(Principal?.AWS).includes("*");
    return everybody && !limits(Condition ?? {});
  });

const limits = (conditions: ConditionJson): boolean =>
  Object.entries(conditions).some(([operator, keys]) =>
    Object.entries(keys).some(
      ([key, values]) =>
        /^(?:ForAnyValue:)?(?:StringEquals|StringLike|ArnEquals|ArnLike|IpAddress)$/.test(operator) &&
        LIMITING.has(key.toLowerCase()) &&
        listOf(values).every((value) => fixed(key.toLowerCase(), value)),
    ),
  );

/** Wildcards in the account of an ARN leave it open; addresses are fixed up to /8 (IPv6: /32). */
function fixed(key: string, value: string): boolean {
  if (value.includes("${")) return false;
  if (key === "aws:sourceip") return Number(value.split("/")[1] ?? 32) >= (value.includes(":") ? 32 : 8);
  if (key === "aws:principalarn" || key === "aws:sourcearn") return /^\d{12}$/.test(value.split(":")[4] ?? "");
  if (key === "aws:userid") return !/^[*?]/.test(value);
  return !/[*?]/.test(value);
}
