import type { Rule } from "./rule";

const IAM_QUOTAS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";
const POD_IDENTITY = "https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html";
const POD_IDENTITY_TARGET = "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html";
const POD_IDENTITY_ASSOCIATION = "https://docs.aws.amazon.com/eks/latest/APIReference/API_PodIdentityAssociation.html";
const IRSA_PROVIDER = "https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html";
const IRSA_ROLE = "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html";
const K8S_NAMES = "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/";
const BUCKET_NAMES = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html";
const ACCOUNT_IDS = "https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html";
const PARTITION_PAGE = "https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html";

/** Every rule there is, in the order of docs/rules.md. */
const TABLE = [
  // the file
  {
    id: "file-missing",
    level: "error",
    expected: "a configuration file",
    fix: "Name one with --config, set EKS_CROSS_ACCOUNT_CONFIG, or run where an eks-cross-account.yaml lies.",
  },
  {
    id: "file-empty",
    level: "error",
    expected: "accounts, clusters, resources and workloads",
    fix: "Start from the file that docs/configuration.md shows.",
  },
  {
    id: "yaml-syntax",
    level: "error",
    expected: "a YAML 1.2 document",
    fix: "Correct the YAML here; what follows in the file could not be read.",
    page: "https://yaml.org/spec/1.2.2/",
  },
  {
    id: "duplicate-key",
    level: "error",
    expected: "each key once in its map",
    fix: "Remove or rename one of the two.",
    page: "https://yaml.org/spec/1.2.2/#3213-node-comparison",
  },
  // the form of the document
  {
    id: "unknown-key",
    level: "error",
    expected: "a key of this place",
    fix: "Remove it; `eks-cross-account schema` prints all keys.",
  },
  { id: "missing-key", level: "error", expected: "a value", fix: "Add the key; it has no default." },
  {
    id: "wrong-type",
    level: "error",
    expected: "a value of another type",
    fix: "Write a value of the type that was expected.",
  },
  { id: "wrong-value", level: "error", expected: "one of the values allowed here", fix: "Write one of them." },
  { id: "too-few", level: "error", expected: "at least one entry", fix: "Add an entry." },
  {
    id: "exactly-one",
    level: "error",
    expected: "exactly one of the alternatives",
    fix: "Keep the one that is meant.",
  },
  // names and ids
  {
    id: "key-name",
    level: "error",
    expected: "a key of at most 40 lower-case letters, digits and hyphens that starts with a letter",
    fix: "Rename the key. It is part of Terraform addresses; the name that AWS knows goes in `name:`.",
  },
  {
    id: "account-key",
    level: "error",
    expected: "an account key that ends neither in -primary nor in -rest",
    fix: "Rename the account; these endings belong to its stacks.",
  },
  {
    id: "account-id",
    level: "error",
    expected: 'a 12-digit account id in quotes, such as "111111111111"',
    fix: "Write all 12 digits, in quotes: YAML reads bare digits as a number and drops leading zeros.",
    page: ACCOUNT_IDS,
  },
  {
    id: "region",
    level: "error",
    expected: "an AWS region, such as us-east-1",
    fix: "Write the region's code, not its display name.",
    page: "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html",
  },
  {
    id: "region-partition",
    level: "error",
    expected: "a region of the account's partition",
    fix: "Correct the region, or the partition (which may be left out: it follows from the account's region).",
    page: PARTITION_PAGE,
  },
  {
    id: "role-name",
    level: "error",
    expected: "an IAM role name: at most 64 of letters, digits and +=,.@_-",
    fix: "Shorten or correct the name; paths and ARNs do not go here.",
    page: IAM_QUOTAS,
  },
  {
    id: "policy-name",
    level: "error",
    expected: "an IAM policy name: at most 128 of letters, digits and +=,.@_-",
    fix: "Shorten or correct the name, or give one with policyName or assumePolicyName.",
    page: IAM_QUOTAS,
  },
  {
    id: "role-arn",
    level: "error",
    expected: "an IAM role ARN, such as arn:aws:iam::111111111111:role/deployer",
    fix: "Write the role's whole ARN.",
    page: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
  },
  {
    id: "profile-name",
    level: "error",
    expected: "the name of a profile of the AWS CLI, without spaces",
    fix: "Write the name as it stands in ~/.aws/config.",
    page: "https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html",
  },
  {
    id: "cluster-name",
    level: "error",
    expected: "an EKS cluster name: at most 100 of letters, digits, - and _, beginning with a letter or digit",
    fix: "Write the name as `aws eks list-clusters` prints it.",
    page: "https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html",
  },
  {
    id: "namespace-name",
    level: "error",
    expected:
      "an RFC 1123 label: at most 63 lower-case letters, digits and -, beginning and ending with a letter or digit",
    fix: "Write the namespace as `kubectl get namespaces` prints it.",
    page: `${K8S_NAMES}#dns-label-names`,
  },
  {
    id: "service-account-name",
    level: "error",
    expected:
      "an RFC 1123 subdomain: at most 253 lower-case letters, digits, - and ., each part beginning and ending with a letter or digit",
    fix: "Write the service account as `kubectl get serviceaccounts` prints it.",
    page: `${K8S_NAMES}#dns-subdomain-names`,
  },
  {
    id: "bucket-name",
    level: "error",
    expected:
      "an S3 bucket name: 3 to 63 lower-case letters, digits, . and -, no address, no reserved prefix or suffix",
    fix: "Choose a name by the rules of the page.",
    page: BUCKET_NAMES,
  },
  {
    id: "bucket-prefix",
    level: "error",
    expected:
      "the beginning of an S3 bucket name: 1 to 45 lower-case letters, digits, . and -, ending in a letter or digit",
    fix: "Shorten or correct it: a hyphen and a random name of up to 17 characters follow, and 63 is the limit.",
    page: BUCKET_NAMES,
  },
  {
    id: "image",
    level: "error",
    expected: "a container image, such as amazon/aws-cli:2.34.48",
    fix: "Write repository and tag or digest.",
    page: "https://kubernetes.io/docs/concepts/containers/images/#image-names",
  },
  {
    id: "kubeconfig",
    level: "error",
    expected: "a path from the root or from ~/",
    fix: "Write the whole path: Terraform runs in the stack's folder, where a relative one leads elsewhere.",
  },
  {
    id: "tag",
    level: "error",
    expected:
      "a tag: a key of 1 to 128 and a value of at most 256 letters, digits, spaces and _.:/=+-@, the key not beginning with aws:",
    fix: "Correct the tag.",
    page: "https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
  },
  {
    id: "action-name",
    level: "error",
    expected: "an S3 action by its exact name, such as s3:GetObjectTagging",
    fix: "Write the action as AWS spells it; wildcards are not taken here.",
    page: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html",
  },
  {
    id: "issuer",
    level: "error",
    expected: "an OIDC issuer, such as https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
    fix: "Write what `aws eks describe-cluster --query cluster.identity.oidc.issuer` prints; https:// may be left out.",
    page: IRSA_PROVIDER,
  },
  {
    id: "oidc-provider-arn",
    level: "error",
    expected: "the ARN of an OIDC provider, such as arn:aws:iam::222222222222:oidc-provider/ISSUER",
    fix: "Write the provider's whole ARN, or leave it out: one is then made.",
    page: IRSA_PROVIDER,
  },
  {
    id: "label",
    level: "error",
    expected: "a Kubernetes label: at most 63 letters, digits and -_., beginning and ending with a letter or digit",
    fix: "Correct the label.",
    page: "https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set",
  },
  {
    id: "env-name",
    level: "error",
    expected: "the name of an environment variable: letters, digits and _, not beginning with a digit",
    fix: "Correct the name.",
    page: "https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/",
  },
  {
    id: "http-path",
    level: "error",
    expected: "a path that begins with /",
    fix: "Write the path that the probe asks for.",
    page: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
  },
  {
    id: "quantity",
    level: "error",
    expected: "a quantity of Kubernetes in quotes, such as 100m or 256Mi",
    fix: "Correct the quantity.",
    page: "https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/",
  },
  // what refers to what
  {
    id: "unknown-reference",
    level: "error",
    expected: "the key of an entry of this file",
    fix: "Correct the reference or add the entry.",
  },
  {
    id: "account-id-taken",
    level: "error",
    expected: "each account once",
    fix: "Use one entry for the account; clusters and resources there may have a region of their own.",
    page: ACCOUNT_IDS,
  },
  {
    id: "cluster-taken",
    level: "error",
    expected: "each EKS cluster once (account, region and name)",
    fix: "Use one entry for the cluster and refer to it.",
  },
  {
    id: "pod-taken",
    level: "error",
    expected: "one workload for a cluster, namespace and service account",
    fix: "Join the two workloads: EKS takes one association for each service account.",
    page: "https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html",
  },
  {
    id: "two-mechanisms",
    level: "error",
    expected: "one mechanism for a cluster, namespace and service account",
    fix: "Keep one of the two workloads: SDKs take IRSA's token before Pod Identity's, so the other would never be used.",
    page: "https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html",
  },
  {
    id: "issuer-taken",
    level: "error",
    expected: "an issuer of its own for each cluster",
    fix: "Correct the issuer: EKS gives each cluster one of its own.",
    page: IRSA_PROVIDER,
  },
  {
    id: "deployment-taken",
    level: "error",
    expected: "each Deployment name once in its cluster and namespace",
    fix: "Give one of them another name.",
    page: K8S_NAMES,
  },
  {
    id: "role-name-taken",
    level: "error",
    expected: "each role name once in its account (IAM ignores case)",
    fix: "Choose another name, or declare a primary role that several workloads use once under primaryRoles.",
    page: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html",
  },
  {
    id: "policy-name-taken",
    level: "error",
    expected: "each policy name once in its account (IAM ignores case)",
    fix: "Give one of them another name with policyName or assumePolicyName.",
    page: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html",
  },
  {
    id: "bucket-name-taken",
    level: "error",
    expected: "each bucket name once",
    fix: "Use one entry for the bucket: its name is unique in the whole partition.",
    page: BUCKET_NAMES,
  },
  {
    id: "namespace-taken",
    level: "error",
    expected: "one workload that creates a namespace on a cluster",
    fix: "Write `createNamespace: false` here; the other workload's namespace is used.",
  },
  {
    id: "address-taken",
    level: "error",
    expected: "each Terraform address once in its stack",
    fix: "Leave out addressPrefix, or rename one of the keys.",
  },
  // what AWS would refuse, or what could not work
  {
    id: "assume-role-account",
    level: "error",
    expected: "a role of this account and its partition",
    fix: "Name a role in the account whose id stands here: Terraform works in the account of the role it assumes.",
  },
  {
    id: "primary-role-account",
    level: "error",
    expected: "a primary role in the cluster's account",
    fix: "Declare a primary role in the cluster's account and refer to that one: EKS takes no role of another account.",
    page: `${POD_IDENTITY}#pod-id-considerations`,
  },
  {
    id: "primary-role-target",
    level: "error",
    expected: "a target, as the primary role is shared",
    fix: "Give the workload a target, or a primary role of its own: without a target all its pods would hold what any of them is granted.",
  },
  {
    id: "cross-partition",
    level: "error",
    expected: "a target account in the cluster's partition",
    fix: "Roles cannot be assumed from one partition to another; put the role in an account of the same one.",
    page: PARTITION_PAGE,
  },
  {
    id: "grant-account",
    level: "error",
    expected: "a resource in the account of the role that is granted it",
    fix: "Put the role in the resource's account with `target: { account: … }`.",
    page: POD_IDENTITY_TARGET,
  },
  {
    id: "compute-unsupported",
    level: "error",
    expected: "Linux nodes on EC2",
    fix: "EKS Pod Identity works on no other compute; IRSA does.",
    page: `${POD_IDENTITY}#pod-id-restrictions`,
  },
  {
    id: "session-tags-off-target",
    level: "error",
    expected: "a target, as session tags are off",
    fix: "Leave sessionTags on, or write `confine: false`: without session tags only the target's ExternalId confines, and there is none without a target.",
    page: POD_IDENTITY_ASSOCIATION,
  },
  {
    id: "session-tags-off-shared",
    level: "error",
    expected: "a primary role of its own, as session tags are off",
    fix: "Give the workload its own primary role: whoever holds a shared one can send any ExternalId.",
    page: POD_IDENTITY_ASSOCIATION,
  },
  {
    id: "mechanism-key",
    level: "error",
    expected: "a key of the workload's mechanism",
    fix: "Remove it, or choose the other mechanism.",
  },
  {
    id: "issuer-missing",
    level: "error",
    expected: "the cluster's OIDC issuer, as the workload uses irsa",
    fix: "Add `issuer:` to the cluster: `aws eks describe-cluster --query cluster.identity.oidc.issuer` prints it.",
    page: IRSA_PROVIDER,
  },
  {
    id: "issuer-mismatch",
    level: "error",
    expected: "the issuer of the workload's cluster",
    fix: "Leave it out here, or correct the one that is wrong: tokens name the cluster's issuer, and IAM compares it exactly.",
    page: IRSA_PROVIDER,
  },
  {
    id: "oidc-provider-account",
    level: "error",
    expected: "an OIDC provider in the account of the role",
    fix: "Leave out oidcProvider: one is then made in the role's account for the cluster's issuer. IAM trusts no provider of another account.",
    page: "https://docs.aws.amazon.com/eks/latest/userguide/cross-account-access.html",
  },
  {
    id: "subject-mismatch",
    level: "error",
    expected: "the subject of the workload's own namespace and service account",
    fix: "Leave it out here, or correct namespace and service account: IAM compares the token's subject exactly.",
    page: IRSA_ROLE,
  },
  {
    id: "audience",
    level: "error",
    expected: "the audience sts.amazonaws.com",
    fix: "Leave it out: the tokens that EKS projects for IAM have this audience.",
    page: IRSA_ROLE,
  },
  {
    id: "deployment-service-account",
    level: "error",
    expected: "the workload's own service account",
    fix: "Leave it out here, or correct the workload: pods of another service account get no credentials of this role.",
    page: "https://docs.aws.amazon.com/eks/latest/userguide/pod-configuration.html",
  },
  {
    id: "env-credentials",
    level: "error",
    expected: "no credentials, and nothing that EKS itself puts there",
    fix: "Remove the variable: static keys would be used in place of the role, and live for ever.",
    page: "https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html",
  },
  {
    id: "bucket-env-mismatch",
    level: "error",
    expected: "the name of a bucket that the workload is granted",
    fix: "Leave it out, or name the resource under bucketEnv: the bucket's name is then filled in.",
  },
  {
    id: "service-account-elsewhere",
    level: "warning",
    expected: "createServiceAccount: true",
    fix: "See to it that whoever makes the service account annotates it with eks.amazonaws.com/role-arn and this role's ARN.",
    page: "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html",
  },
  {
    id: "verify-list",
    level: "error",
    expected: "a grant that lists a bucket (read, or s3:ListBucket), as the check lists it",
    fix: "Grant read on a bucket, or leave out verify.",
  },
  {
    id: "policy-name-many",
    level: "error",
    expected: "a name for each policy, as the grants make several",
    fix: "Write a map from service and verb to name, such as policyName: { s3-read: … }.",
  },
  {
    id: "policy-size",
    level: "error",
    expected: "a policy of at most 6,144 characters",
    fix: "Grant fewer resources to one role, or split the workload.",
    page: IAM_QUOTAS,
  },
  {
    id: "trust-size",
    level: "warning",
    expected: "a trust policy of at most 2,048 characters",
    fix: "Ask AWS for the higher quota (up to 4,096), or let fewer workloads share the role.",
    page: IAM_QUOTAS,
  },
  {
    id: "trust-limit",
    level: "error",
    expected: "a trust policy of at most 4,096 characters",
    fix: "Let fewer workloads share the role: AWS raises the quota no further.",
    page: IAM_QUOTAS,
  },
  {
    id: "no-effect",
    level: "warning",
    expected: "settings that have an effect here",
    fix: "Remove it.",
  },
  {
    id: "unconfined",
    level: "warning",
    expected: "confine: true",
    fix: "Leave confine on: without it every pod that EKS associates with the primary role gets through to the target role.",
    page: POD_IDENTITY_TARGET,
  },
  {
    id: "image-floating",
    level: "warning",
    expected: "an image pinned by an exact version tag or a digest",
    fix: "Name a version: a floating tag runs another program tomorrow.",
    page: "https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy",
  },
  // the order of stacks
  {
    id: "stack-cycle",
    level: "error",
    expected: "stacks that can be applied one after another",
    fix: "Break the circle: no stack of it could be applied first.",
  },
  {
    id: "layer-inversion",
    level: "error",
    expected: "stacks that wait only for stacks of their own or a lower layer (primary, account, rest)",
    fix: "Move what is waited for into a lower layer.",
  },
  // the output folder
  {
    id: "stack-in-use",
    level: "error",
    expected: "a stack without resources, as the configuration no longer has it",
    fix: "Destroy it first, with the command printed here.",
  },
  {
    id: "configuration-name",
    level: "error",
    expected: "a configuration named neither stacks nor manifest.json",
    fix: "Rename the file or its folder, which name the output: in cdktf.out these are the default configuration's.",
  },
  {
    id: "output-foreign",
    level: "error",
    expected: "an output folder of this program, or none yet",
    fix: "Choose another folder with --out; nothing in this one was touched.",
  },
] as const satisfies readonly Rule[];

export type RuleId = (typeof TABLE)[number]["id"];

export const RULES: readonly (Rule & { readonly id: RuleId })[] = TABLE;

const BY_ID = new Map<string, Rule>(RULES.map((rule) => [rule.id, rule]));

/** The rule of that id. */
export function ruleOf(id: RuleId): Rule {
  const rule = BY_ID.get(id);
  if (!rule) throw new Error(`no rule ${id} in the table`);
  return rule;
}

/** Whether `text` is the id of a rule. */
export const isRuleId = (text: string): text is RuleId => BY_ID.has(text);
