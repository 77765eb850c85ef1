import { AwsError } from "../../types";

/** Characters without white space, which IAM does not count. */
export const sizeOf = (text: string): number => text.replace(/\s/g, "").length;

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const TRUST = 2048;
const MANAGED = 6144;
const INLINE = 10_240;

const exceeded = (message: string) => new AwsError("LimitExceeded", message, 409);

/** @throws AwsError LimitExceeded */
export function checkTrustSize(text: string): void {
  if (sizeOf(text) > TRUST) throw exceeded(`Cannot exceed quota for ACLSizePerRole: ${TRUST}`);
}

/** @throws AwsError LimitExceeded */
export function checkManagedSize(text: string): void {
  if (sizeOf(text) > MANAGED) throw exceeded(`Cannot exceed quota for PolicySize: ${MANAGED}`);
}

/** All inline policies of a role together. @throws AwsError LimitExceeded */
export function checkInlineSize(text: string, others: number, role: string): void {
  if (sizeOf(text) + others > INLINE)
    throw exceeded(`Maximum policy size of ${INLINE} bytes exceeded for role ${role}`);
}
