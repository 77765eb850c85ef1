/**
 * Quotas of IAM, STS and EKS. Sizes of policies are in characters, white space not counted.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */

export const ROLE_NAME_LENGTH = 64;
export const POLICY_NAME_LENGTH = 128;
export const PATH_LENGTH = 512;

/** Tags of a role, and the characters of their keys and values. */
export const ROLE_TAGS = { most: 50, key: 128, value: 256 } as const;

/** Audiences and thumbprints of an identity provider. */
export const CLIENT_IDS = 100;
export const THUMBPRINTS = 5;

export const MANAGED_POLICY_SIZE = 6144;
/** Of all inline policies of a role together. */
export const INLINE_POLICIES_SIZE = 10_240;

/** Default quota of a role's trust policy. */
export const TRUST_POLICY_SIZE = 2048;
/** The most that AWS raises that quota to without more ado. */
export const RAISED_TRUST_POLICY_SIZE = 4096;
/** The most that AWS has been seen to raise it to: Service Quotas offers that much. */
export const LARGEST_TRUST_POLICY_SIZE = 8192;

/** Default quota of managed policies attached to a role. */
export const ATTACHED_POLICIES = 10;
/** The most that AWS raises that quota to. */
export const RAISED_ATTACHED_POLICIES = 25;

/**
 * The longest policy document that any service takes.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
 */
export const LARGEST_POLICY_SIZE = 32_768;

/**
 * What single services take of a resource's policy, in characters; DynamoDB counts white space.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html
 */
export const RESOURCE_POLICY_SIZES = {
  s3: 20_480,
  sqs: 8192,
  sns: 30_720,
  secretsmanager: 20_480,
  dynamodb: 20_480,
} as const;

/**
 * A service control policy or a resource control policy; here white space counts where it is written into the text.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export const ORGANISATION_POLICY_SIZE = 5120;

/**
 * Session policy of a Pod Identity association; here white space counts.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html
 */
export const SESSION_POLICY_SIZE = 2048;

/**
 * Seconds that the session of a role assumed by another role lasts at most.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html
 */
export const CHAINED_SESSION_SECONDS = 3600;

/**
 * Pod Identity associations of a cluster, which AWS does not raise.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html#pod-id-limits
 */
export const ASSOCIATIONS_PER_CLUSTER = 5000;
