/**
 * Which actions exist and which type of resource each of them fits, by service. An action in a
 * statement has effect only on resources of its type: `s3:GetObject` on a bucket's own ARN allows
 * nothing.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
const ACTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  s3: {
    bucket: `
      AllowVendedLogDeliveryForResource CreateBucket CreateBucketMetadataTableConfiguration DeleteBucket
      DeleteBucketMetadataTableConfiguration DeleteBucketPolicy DeleteBucketWebsite GetAccelerateConfiguration
      GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging
      GetBucketMetadataTableConfiguration GetBucketNotification GetBucketObjectLockConfiguration
      GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock
      GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration
      GetIntelligentTieringConfiguration GetInventoryConfiguration GetLifecycleConfiguration
      GetMetricsConfiguration GetReplicationConfiguration ListBucket ListBucketMultipartUploads
      ListBucketVersions ListTagsForResource PauseReplication PutAccelerateConfiguration
      PutAnalyticsConfiguration PutBucketAbac PutBucketAcl PutBucketCORS PutBucketLogging PutBucketNotification
      PutBucketObjectLockConfiguration PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock
      PutBucketRequestPayment PutBucketTagging PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration
      PutIntelligentTieringConfiguration PutInventoryConfiguration PutLifecycleConfiguration
      PutMetricsConfiguration PutReplicationConfiguration TagResource UntagResource
      UpdateBucketMetadataAnnotationTableConfiguration UpdateBucketMetadataInventoryTableConfiguration
      UpdateBucketMetadataJournalTableConfiguration`,
    object: `
      AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectAnnotation DeleteObjectTagging
      DeleteObjectVersion DeleteObjectVersionAnnotation DeleteObjectVersionTagging GetObject GetObjectAcl
      GetObjectAnnotation GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging
      GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionAnnotation
      GetObjectVersionAnnotationForReplication GetObjectVersionAttributes GetObjectVersionForReplication
      GetObjectVersionTagging GetObjectVersionTorrent InitiateReplication ListMultipartUploadParts
      ListObjectAnnotations ListObjectVersionAnnotations ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl
      PutObjectAnnotation PutObjectLegalHold PutObjectRetention PutObjectTagging PutObjectVersionAcl
      PutObjectVersionAnnotation PutObjectVersionTagging ReplicateDelete ReplicateObject
      ReplicateObjectAnnotation ReplicateTags RestoreObject UpdateObjectEncryption`,
  },
};

const TYPE_BY_ACTION: ReadonlyMap<string, string> = new Map(
  Object.entries(ACTIONS).flatMap(([service, types]) =>
    Object.entries(types).flatMap(([type, names]) =>
      names
        .trim()
        .split(/\s+/)
        .map((name) => [`${service}:${name}`, type] as const),
    ),
  ),
);

/** The type of resource that `action` (such as `s3:GetObject`) fits; undefined for an action not in the table. */
export const resourceTypeOf = (action: string): string | undefined => TYPE_BY_ACTION.get(action);

/** All actions of the table, spelled as AWS spells them. */
export const knownActions = (): readonly string[] => [...TYPE_BY_ACTION.keys()];
