import {
  INLINE_POLICIES_SIZE,
  LARGEST_POLICY_SIZE,
  LARGEST_TRUST_POLICY_SIZE,
  MANAGED_POLICY_SIZE,
  ORGANISATION_POLICY_SIZE,
  RESOURCE_POLICY_SIZES,
} from "../aws";
import { replaceUnknowns } from "../unknown/unknown-text";
import { refuse, tooMuch } from "./malformed-policy";
import type { PolicyHolder, PolicyKind } from "./policy";

interface Size {
  readonly most: number;
  readonly awsError: string;
  /** Whether white space counts. */
  readonly whole?: boolean;
}

const SIZES: Readonly<Record<PolicyKind, Size>> = {
  identity: {
    most: INLINE_POLICIES_SIZE,
    awsError: `LimitExceeded: Maximum policy size of ${INLINE_POLICIES_SIZE} bytes exceeded`,
  },
  trust: {
    most: LARGEST_TRUST_POLICY_SIZE,
    awsError: `LimitExceeded: Cannot exceed quota for ACLSizePerRole: ${LARGEST_TRUST_POLICY_SIZE}`,
  },
  resource: {
    most: LARGEST_POLICY_SIZE,
    awsError: `LimitExceeded: Maximum policy size of ${LARGEST_POLICY_SIZE} bytes exceeded`,
  },
  organisation: {
    most: ORGANISATION_POLICY_SIZE,
    awsError: "ConstraintViolationException: You have exceeded the maximum policy size",
  },
  "resource-control": {
    most: ORGANISATION_POLICY_SIZE,
    awsError: "ConstraintViolationException: You have exceeded the maximum policy size",
  },
};

/** What a service takes of a resource's policy, or IAM of a managed one. */
const OF_HOLDERS: Readonly<Record<string, Size>> = {
  "managed-policy": {
    most: MANAGED_POLICY_SIZE,
    awsError: `LimitExceeded: Cannot exceed quota for PolicySize: ${MANAGED_POLICY_SIZE}`,
  },
  // policies that AWS manages have no quota
  "policy-of-aws": { most: Number.POSITIVE_INFINITY, awsError: "" },
  s3: { most: RESOURCE_POLICY_SIZES.s3, awsError: "MalformedPolicy: Policy exceeds the maximum allowed document size" },
  sqs: {
    most: RESOURCE_POLICY_SIZES.sqs,
    awsError: `OverLimit: The policy has more than ${RESOURCE_POLICY_SIZES.sqs} bytes`,
  },
  sns: { most: RESOURCE_POLICY_SIZES.sns, awsError: "InvalidParameter: Invalid parameter: Policy too large" },
  kms: { most: LARGEST_POLICY_SIZE, awsError: "LimitExceededException: The key policy is too large" },
  secretsmanager: {
    most: RESOURCE_POLICY_SIZES.secretsmanager,
    awsError: "InvalidParameterException: The resource policy is too long",
  },
  dynamodb: {
    most: RESOURCE_POLICY_SIZES.dynamodb,
    awsError: "ValidationException: The resource-based policy exceeds 20 KB",
    whole: true,
  },
};

/** @throws MalformedPolicy for a document that is longer than any of its kind, however short its unknown values are */
export function checkSize(text: string, kind: PolicyKind, holder: PolicyHolder | undefined): void {
  const { most, awsError, whole = false } = (holder && OF_HOLDERS[holder.service]) ?? SIZES[kind];
  const least = replaceUnknowns(text, () => "");
  const size = (whole ? least : least.replaceAll(/\s/g, "")).length;
  if (size > most)
    refuse(
      tooMuch(
        awsError,
        `the document has ${size} characters${whole ? "" : " without white space"}; AWS takes at most ${most}`,
        kind === "resource"
          ? "Shorten it: one statement may name several principals."
          : "Shorten it, or split it into several policies.",
      ),
    );
}
