import {
  CREATE_ASSOCIATION,
  IAM_ARNS,
  IAM_NAMES,
  IAM_QUOTAS,
  IRSA_CROSS_ACCOUNT,
  IRSA_PROVIDER,
  IRSA_ROLE,
  K8S_NAMES,
  POD_IDENTITY,
  POD_IDENTITY_TARGET,
  PUT_BUCKET_POLICY,
} from "../pages";
import type { Level, Rule } from "../rule";

/** Causes found at the roles that a chain names, for every mechanism. */
export const ROLE_CODES = [
  {
    id: "role-arn-malformed",
    level: "error",
    expected: "the ARN of an IAM role",
    fix: "Write arn:aws:iam::ACCOUNT:role/NAME.",
    page: IAM_ARNS,
  },
  {
    id: "role-not-known",
    level: "warning",
    expected: "a role ARN that is known",
    fix: "Write the ARN, or prove the plan or the state, where its values are known.",
  },
  {
    id: "account-undecided",
    level: "warning",
    expected: "the accounts on which the decision depends",
    fix: "Give the options that it names, or set allowed_account_ids in the providers.",
  },
  {
    id: "role-not-in-world",
    level: "warning",
    expected: "every role of a chain in what is read",
    fix: "Add the stack that makes it to the command line.",
  },
] as const satisfies readonly Rule<Level>[];

/** Causes found at the names of a pod, for every mechanism. */
export const NAME_CODES = [
  {
    id: "name-not-of-kubernetes",
    level: "error",
    expected: "names that Kubernetes has for namespaces and service accounts",
    fix: "Correct the name.",
    page: K8S_NAMES,
  },
] as const satisfies readonly Rule<Level>[];

/** Causes found where AWS refuses what Terraform creates or puts, at any hop. */
export const REFUSED_CODES = [
  {
    id: "name-taken",
    level: "error",
    expected: "one resource for a role, an identity provider's URL or a bucket's name",
    fix: "Remove or rename one of the two.",
    page: IAM_NAMES,
  },
  {
    id: "owner-differs",
    level: "error",
    expected: "a provider of the account that owns what the resource configures",
    fix: "Give the resource the provider of the account that owns what it configures.",
    page: PUT_BUCKET_POLICY,
  },
  {
    id: "not-created",
    level: "error",
    expected: "a role or an identity provider as IAM takes it",
    fix: "Keep its tags, or its audiences and thumbprints, to what IAM takes.",
    page: IAM_QUOTAS,
  },
] as const satisfies readonly Rule<Level>[];

/** Causes found at an association of EKS Pod Identity, and at the roles it names. */
export const POD_IDENTITY_CODES = [
  {
    id: "association-missing",
    level: "error",
    expected: "an association of the expected pod's service account with a role",
    fix: "Add an aws_eks_pod_identity_association, or correct the pod in the expectation.",
    page: CREATE_ASSOCIATION,
  },
  {
    id: "association-exists",
    level: "error",
    expected: "one association for a cluster, namespace and service account",
    fix: "Remove one of the two.",
    page: CREATE_ASSOCIATION,
  },
  {
    id: "association-not-known",
    level: "warning",
    expected: "an association whose cluster, namespace, service account and role are known",
    fix: "Prove the plan or the state, where its values are known.",
  },
  {
    id: "cross-account-pass-role",
    level: "error",
    expected: "a primary role in the cluster's account",
    fix: "Name a role of the cluster's account as role_arn, and the other one as target_role_arn.",
    page: `${POD_IDENTITY}#pod-id-considerations`,
  },
  {
    id: "account-not-known",
    level: "warning",
    expected: "a primary role whose account is known",
    fix: "Write the account id in role_arn, or prove the plan or the state.",
    page: `${POD_IDENTITY}#pod-id-considerations`,
  },
  {
    id: "policy-with-session-tags",
    level: "error",
    expected: "no session policy while session tags are on",
    fix: "Set disable_session_tags to true, or remove policy.",
    page: CREATE_ASSOCIATION,
  },
  {
    id: "session-policy-length",
    level: "error",
    expected: "a session policy of at most 2,048 characters",
    fix: "Shorten it, or put the limits into the target role's own policy.",
    page: CREATE_ASSOCIATION,
  },
  {
    id: "fargate",
    level: "error",
    expected: "pods on Linux nodes on EC2",
    fix: "Use IRSA for this workload, or keep its namespace off Fargate.",
    page: `${POD_IDENTITY}#pod-id-restrictions`,
  },
  {
    id: "target-not-known",
    level: "warning",
    expected: "a target role ARN that is known",
    fix: "Write the ARN, or prove the plan or the state, where its values are known.",
    page: POD_IDENTITY_TARGET,
  },
  {
    id: "primary-not-known",
    level: "warning",
    expected: "a primary role that is known",
    fix: "Write its ARN, or prove the plan or the state, where its values are known.",
    page: POD_IDENTITY_TARGET,
  },
] as const satisfies readonly Rule<Level>[];

/** Causes found at a service account's annotation, the token's issuer and its identity provider. */
export const IRSA_CODES = [
  {
    id: "service-account-missing",
    level: "error",
    expected: "the expected pod's service account, annotated with a role",
    fix: "Annotate it with eks.amazonaws.com/role-arn, or correct the pod in the expectation.",
    page: IRSA_ROLE,
  },
  {
    id: "service-account-not-annotated",
    level: "error",
    expected: "the annotation with the role on a service account that a role's trust policy names",
    fix: "Annotate it with eks.amazonaws.com/role-arn.",
    page: IRSA_ROLE,
  },
  {
    id: "service-account-of-nobody",
    level: "error",
    expected: "the subject of a service account's token in a role's trust policy",
    fix: "Write system:serviceaccount:NAMESPACE:NAME, and StringLike where a pattern is meant.",
    page: K8S_NAMES,
  },
  {
    id: "service-account-not-known",
    level: "warning",
    expected: "a service account whose namespace, name and annotated role are known",
    fix: "Prove the plan or the state, where its values are known.",
  },
  {
    id: "service-account-twice",
    level: "warning",
    expected: "one writer of a service account's annotations",
    fix: "Keep one of the two.",
  },
  {
    id: "issuer-not-known",
    level: "warning",
    expected: "an issuer that the cluster or the role's trust policy names",
    fix: "Add the role's stack to the command line, or assert the issuer in a postcondition on the cluster's data source.",
    page: IRSA_PROVIDER,
  },
  {
    id: "provider-in-another-account",
    level: "error",
    expected: "an identity provider in the role's own account",
    fix: "Create the provider for the cluster's issuer in the role's account, and name that one in the trust policy.",
    page: IRSA_CROSS_ACCOUNT,
  },
  {
    id: "provider-not-seen",
    level: "warning",
    expected: "the issuer's identity provider in what is read",
    fix: "Create it in the role's account, or read it with a data source if it is there already.",
    page: IRSA_PROVIDER,
  },
  {
    id: "audience-not-known",
    level: "warning",
    expected: "an audience, and a client_id_list of the identity provider, that are known",
    fix: "Write them as literals, or prove the plan or the state.",
  },
  {
    id: "audience-not-registered",
    level: "error",
    expected: "the token's audience in the client_id_list of the identity provider",
    fix: "Add the audience to client_id_list.",
    page: IRSA_PROVIDER,
  },
] as const satisfies readonly Rule<Level>[];
