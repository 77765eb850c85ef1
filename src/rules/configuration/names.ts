import { ACCOUNT_IDS, BUCKET_NAMES, IAM_ARNS, IAM_QUOTAS, IRSA_PROVIDER, K8S_NAMES, PARTITION_PAGE } from "../pages";
import type { Rule } from "../rule";

/** What holds of names, ids and other single values of a configuration. */
export const NAMES = [
  {
    id: "key-name",
    level: "error",
    expected: "a key of at most 40 lower-case letters, digits and hyphens that starts with a letter",
    fix: "Rename the key. It is part of Terraform addresses; the name in AWS goes in `name:`.",
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
    page: IAM_ARNS,
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
] as const satisfies readonly Rule[];
