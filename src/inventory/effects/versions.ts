import type { Argument, SubjectRow } from "./rows";

const onBucket = (type: string, does: string, argument: Argument, more: Partial<SubjectRow>): SubjectRow => ({
  types: [type],
  does,
  change: "refuses",
  on: "resource",
  subject: [["bucket"]],
  service: "s3",
  when: [argument],
  ...more,
});

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html */
const BY_DEVICE = "leaves deleting versions to the root with its device";
const DEVICE = { actions: ["s3:DeleteObjectVersion", "s3:PutBucketVersioning"] };

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html */
const RETAINS = "keeps versions from being deleted while they are retained";
const RETENTION = {
  actions: ["s3:DeleteObjectVersion"],
  assumes: "the versions that the pod deletes are retained no longer",
};

/** What keeps anybody from deleting versions of objects, whatever policies say. */
export const VERSIONS: readonly SubjectRow[] = [
  onBucket(
    "aws_s3_bucket_versioning",
    BY_DEVICE,
    { at: ["versioning_configuration", 0, "mfa_delete"], except: ["Disabled"] },
    DEVICE,
  ),
  onBucket("aws_s3_bucket", BY_DEVICE, { at: ["versioning", 0, "mfa_delete"], except: ["false"] }, DEVICE),
  onBucket("aws_s3_bucket_object_lock_configuration", RETAINS, { at: ["rule"] }, RETENTION),
  onBucket("aws_s3_bucket", RETAINS, { at: ["object_lock_configuration", 0, "rule"] }, RETENTION),
];
