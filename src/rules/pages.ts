/** Pages of AWS, Kubernetes and Terraform that entries of the table rest on. */

const AWS = "https://docs.aws.amazon.com";

export const ACCOUNT_IDS = `${AWS}/accounts/latest/reference/manage-acct-identifiers.html`;
export const PARTITION_PAGE = `${AWS}/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html`;
export const REGIONS = `${AWS}/global-infrastructure/latest/regions/aws-regions.html`;
export const CREDENTIALS = `${AWS}/sdkref/latest/guide/standardized-credentials.html`;

export const ASSUME_ROLE = `${AWS}/STS/latest/APIReference/API_AssumeRole.html`;
export const GET_TOKEN = `${AWS}/cli/latest/reference/eks/get-token.html`;

const EKS = `${AWS}/eks/latest`;
export const POD_IDENTITY = `${EKS}/userguide/pod-identities.html`;
export const POD_IDENTITY_TARGET = `${EKS}/userguide/pod-id-assign-target-role.html`;
export const POD_IDENTITY_ABAC = `${EKS}/userguide/pod-id-abac.html`;
export const POD_IDENTITY_ROLE = `${EKS}/userguide/pod-id-role.html`;
export const ACCESS_ENTRIES = `${EKS}/userguide/access-entries.html`;
export const POD_IDENTITY_WORKING = `${EKS}/userguide/pod-id-how-it-works.html`;
export const POD_IDENTITY_ASSOCIATION = `${EKS}/APIReference/API_PodIdentityAssociation.html`;
export const CREATE_ASSOCIATION = `${EKS}/APIReference/API_CreatePodIdentityAssociation.html`;
export const IRSA_PROVIDER = `${EKS}/userguide/enable-iam-roles-for-service-accounts.html`;
export const IRSA_ROLE = `${EKS}/userguide/associate-service-account-role.html`;
export const IRSA_CROSS_ACCOUNT = `${EKS}/userguide/cross-account-access.html`;

const IAM = `${AWS}/IAM/latest/UserGuide`;
export const IAM_QUOTAS = `${IAM}/reference_iam-quotas.html`;
export const IAM_ARNS = `${IAM}/reference-arns.html`;
export const MANAGED_POLICIES = `${IAM}/access_policies_managed-vs-inline.html`;
export const RESOURCE_POLICIES = `${IAM}/access_policies_identity-vs-resource.html`;
/** IAM compares names without regard to case, and has one entity of a name. */
export const IAM_NAMES = `${IAM}/reference_identifiers.html`;
export const ROLE_TERMS = `${IAM}/id_roles_terms-and-concepts.html`;
export const POLICY_GRAMMAR = `${IAM}/reference_policies_grammar.html`;
export const POLICY_EVALUATION = `${IAM}/reference_policies_evaluation-logic.html`;
export const POLICY_VARIABLES = `${IAM}/reference_policies_variables.html`;
export const SESSION_TAGS = `${IAM}/id_session-tags.html#id_session-tags_role-chaining`;
export const BOUNDARIES = `${IAM}/access_policies_boundaries.html`;
export const CONDITION_KEYS = `${IAM}/reference_policies_condition-keys.html`;
export const ROLE_DURATION = `${IAM}/id_roles_update-role-settings.html`;
export const TAGS_OF_IAM = `${IAM}/id_tags.html`;
export const CONFUSED_DEPUTY = `${IAM}/confused-deputy.html`;
export const PRINCIPAL = `${IAM}/reference_policies_elements_principal.html`;
export const RESOURCE = `${IAM}/reference_policies_elements_resource.html`;
export const CONDITION_OPERATORS = `${IAM}/reference_policies_elements_condition_operators.html`;

export const BUCKET_NAMES = `${AWS}/AmazonS3/latest/userguide/bucketnamingrules.html`;
export const TABLE_NAMES = `${AWS}/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html`;
export const QUEUE_NAMES = `${AWS}/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html`;
export const TOPIC_NAMES = `${AWS}/sns/latest/api/API_CreateTopic.html`;
export const SECRET_NAMES = `${AWS}/secretsmanager/latest/apireference/API_CreateSecret.html`;
export const PARAMETER_NAMES = `${AWS}/systems-manager/latest/userguide/sysman-paramstore-su-create.html`;
export const RESOURCE_ARNS = `${IAM}/reference-arns.html`;
export const ZONE_NAMES = `${AWS}/Route53/latest/DeveloperGuide/DomainNameFormat.html`;
export const OBJECT_KEYS = `${AWS}/AmazonS3/latest/userguide/object-keys.html`;
export const PUT_BUCKET_POLICY = `${AWS}/AmazonS3/latest/API/API_PutBucketPolicy.html`;
export const PUBLIC_ACCESS_BLOCK = `${AWS}/AmazonS3/latest/userguide/access-control-block-public-access.html`;
export const S3_KEYS = `${AWS}/AmazonS3/latest/userguide/UsingKMSEncryption.html`;
export const KEY_POLICY = `${AWS}/kms/latest/developerguide/key-policy-default.html`;
export const KEY_STATES = `${AWS}/kms/latest/developerguide/key-state.html`;
export const SECRET_ARNS = `${AWS}/secretsmanager/latest/userguide/reference_iam-permissions.html`;
export const ACTION_TABLES = `${AWS}/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html`;

export const K8S_NAMES = "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/";
export const NETWORK_POLICIES = "https://kubernetes.io/docs/concepts/services-networking/network-policies/";
export const EKS_NETWORK_POLICIES = `${EKS}/userguide/cni-network-policy.html`;
export const TERMINATION = "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination";
export const CROSS_ACCOUNT_EVALUATION = `${AWS}/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html`;

const TERRAFORM = "https://developer.hashicorp.com/terraform";
export const TERRAFORM_BACKENDS = `${TERRAFORM}/language/backend`;
export const S3_BACKEND = `${TERRAFORM}/language/backend/s3`;
export const HANDOVER_OF_STATES = `${TERRAFORM}/language/state/remote-state-data`;
export const CLOUD_WORKSPACES = `${TERRAFORM}/cloud-docs/workspaces/create`;
export const MOVED = `${TERRAFORM}/language/modules/develop/refactoring`;
