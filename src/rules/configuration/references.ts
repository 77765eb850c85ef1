import { ACCOUNT_IDS, BUCKET_NAMES, CREATE_ASSOCIATION, IRSA_PROVIDER, K8S_NAMES } from "../pages";
import type { Rule } from "../rule";

/** What holds between the entries of a configuration: references, and what only one entry may have. */
export const REFERENCES = [
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
    fix: "Join the two workloads: EKS accepts one association for each service account.",
    page: CREATE_ASSOCIATION,
  },
  {
    id: "namespace-repeated",
    level: "error",
    expected: "each namespace once",
    fix: "Remove it: EKS accepts one association for each service account.",
    page: CREATE_ASSOCIATION,
  },
  {
    id: "two-mechanisms",
    level: "error",
    expected: "one mechanism for a cluster, namespace and service account",
    fix: "Keep one of the two workloads: EKS gives new pods the association's credentials alone. To move from irsa, write `transitionFrom: irsa` beside `mechanism: pod-identity`.",
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
    id: "resource-name-taken",
    level: "error",
    expected: "each name once in its account and region",
    fix: "Use one entry for the resource, and grant that to every workload.",
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
  {
    id: "cluster-unused",
    level: "warning",
    expected: "a workload on each cluster",
    fix: "Remove it, or name it in a workload; nothing is looked up in it or made for it.",
  },
  {
    id: "resource-unused",
    level: "warning",
    expected: "a grant on each resource",
    fix: "Grant it to a workload, or remove it.",
  },
  {
    id: "primary-role-unused",
    level: "warning",
    expected: "a workload with each primary role",
    fix: "Remove it, or name it in a workload; nothing is made of it.",
  },
  {
    id: "account-unused",
    level: "warning",
    expected: "a cluster, resource or role in each account",
    fix: "Remove it; nothing is made in it.",
  },
] as const satisfies readonly Rule[];
