import type { Rule } from "./rule";

const IAM_QUOTAS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";
const POD_IDENTITY = "https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html";
const POD_IDENTITY_TARGET = "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html";
const POD_IDENTITY_ASSOCIATION = "https://docs.aws.amazon.com/eks/latest/APIReference/API_PodIdentityAssociation.html";
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
    expected: "a role of this account",
    fix: "Name a role in the account whose id stands here: Terraform works in the account of the role it assumes.",
  },
  {
    id: "primary-role-account",
    level: "error",
    expected: "a primary role in the cluster's account",
    fix: "Declare a primary role in the cluster's account and refer to that one: EKS takes no role of another account.",
    page: POD_IDENTITY_ASSOCIATION,
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
    page: "https://kubernetes.io/docs/concepts/configuration/overview/",
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
    expected: "a configuration whose name is not stacks",
    fix: "Rename the file or its folder, which name the output: cdktf.out/stacks is the default configuration's.",
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
