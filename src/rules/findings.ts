import type { Rule } from "./rule";

const EKS = "https://docs.aws.amazon.com/eks/latest/userguide";
const IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide";

/** What `prove` warns of, and the one thing that it calls an error though no hop is denied. */
const TABLE = [
  {
    id: "no-chains",
    level: "error",
    expected: "something that gives a pod a role",
    fix: "Name the stacks that make it on the command line.",
  },
  {
    id: "no-such-pod",
    level: "warning",
    expected: "the id of a chain in an expectation",
    fix: "Correct the id: what a pod that does not exist cannot do is true of any misspelling.",
  },
  {
    id: "both-mechanisms",
    level: "warning",
    expected: "a pod with one mechanism",
    fix: "Keep the association or the annotation; SDKs find the web identity first.",
    page: "https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html",
  },
  {
    id: "service-account-not-seen",
    level: "warning",
    expected: "the service account that a role trusts, annotated with that role",
    fix: "Annotate it where it is made.",
    page: `${EKS}/associate-service-account-role.html`,
  },
  {
    id: "issuer-not-verified",
    level: "warning",
    expected: "a cluster that says which issuer it has",
    fix: "Assert the issuer in a postcondition on the cluster's data source, or prove the state.",
    page: `${EKS}/enable-iam-roles-for-service-accounts.html`,
  },
  {
    id: "tag-session-missing",
    level: "warning",
    expected: "sts:TagSession beside sts:AssumeRole, also while session tags are off",
    fix: "Allow it too.",
    page: `${EKS}/pod-id-role.html`,
  },
  {
    id: "policy-not-saved",
    level: "warning",
    expected: "policies that IAM saves, also those that a chain does without",
    fix: "Correct the document: terraform apply fails there.",
    page: `${IAM}/reference_policies_grammar.html`,
  },
  {
    id: "role-principal",
    level: "warning",
    expected: "a trust that survives the re-creation of the primary role",
    fix: "Name the account's root and add ArnEquals on aws:PrincipalArn.",
    page: `${IAM}/reference_policies_elements_principal.html`,
  },
  {
    id: "session-length",
    level: "warning",
    expected: "a chained session of at most an hour",
    fix: "Remove max_session_duration from the target role.",
    page: `${IAM}/id_roles_terms-and-concepts.html`,
  },
  {
    id: "trust-quota",
    level: "warning",
    expected: "a trust policy of at most 2,048 characters without whitespace",
    fix: "Shorten it, use several roles, or ask AWS for a higher quota.",
    page: `${IAM}/reference_iam-quotas.html`,
  },
  {
    id: "resource-policy-not-seen",
    level: "warning",
    expected: "every granted resource among what is read",
    fix: "Add the stack that makes it to the command line.",
  },
  {
    id: "public-policy-blocked",
    level: "warning",
    expected: "a bucket policy that S3 saves",
    fix: "Name who may use the bucket, or set block_public_policy to false.",
    page: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
  },
  {
    id: "pod-before-association",
    level: "warning",
    expected: "a pod that waits for its association",
    fix: "Add depends_on: a pod that is admitted first never gets credentials.",
    page: `${EKS}/pod-id-how-it-works.html`,
  },
  {
    id: "pod-without-chain",
    level: "warning",
    expected: "the service account that has the access",
    fix: "Correct service_account_name, if the pod should have it.",
  },
  {
    id: "module-not-read",
    level: "warning",
    expected: "an installed module",
    fix: "Run terraform init, or prove the state or the plan.",
  },
] as const satisfies readonly Rule[];

export type FindingId = (typeof TABLE)[number]["id"];

export const FINDINGS: readonly (Rule & { readonly id: FindingId })[] = TABLE;
