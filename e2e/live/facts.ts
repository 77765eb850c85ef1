/** Something about AWS that this project rests on. */
export interface Fact {
  readonly id: string;
  readonly says: string;
  readonly page: string;
  /** Why a run does not try it; absent where one does. */
  readonly untried?: string;
}

const EKS = "https://docs.aws.amazon.com/eks/latest/userguide";
const IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide";
const POD_IDENTITY = `${EKS}/pod-identities.html`;
const TARGET = `${EKS}/pod-id-assign-target-role.html`;
const HOW = `${EKS}/pod-id-how-it-works.html`;
const ABAC = `${EKS}/pod-id-abac.html`;
const CROSS_ACCOUNT = `${EKS}/cross-account-access.html`;
const CREATE = "https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html";
const PRINCIPAL = `${IAM}/reference_policies_elements_principal.html`;
const OIDC = `${IAM}/id_roles_providers_create_oidc.html`;

/** Every fact that a run tries or could try, in the order of the report. */
export const FACTS = [
  {
    id: "principal-must-exist",
    says: "A trust policy that names a role which does not exist is refused when it is saved: Invalid principal in policy.",
    page: PRINCIPAL,
  },
  {
    id: "stacks-in-order",
    says: "Primary roles, then the resource's account, then associations and pods: applied in this order, nothing is refused.",
    page: TARGET,
  },
  { id: "provider-without-thumbprint", says: "IAM makes an OIDC provider without a thumbprint.", page: OIDC },
  {
    id: "association-role-own-account",
    says: "An association takes no role of another account than the cluster's as its own.",
    page: CREATE,
  },
  {
    id: "association-once",
    says: "A service account has one association: a second is refused with ResourceInUseException.",
    page: CREATE,
  },
  { id: "pod-identity-reads", says: "A pod with an association reads another account's bucket.", page: TARGET },
  { id: "pod-gets-target", says: "The pod's credentials are the target role's, not the primary role's.", page: HOW },
  {
    id: "session-tags-at-target",
    says: "EKS sends cluster, namespace and service account as session tags, which the target's trust sees as aws:RequestTag.",
    page: ABAC,
  },
  {
    id: "pod-identity-not-granted",
    says: "What no policy of the target role allows is refused there, with the action in the message.",
    page: POD_IDENTITY,
  },
  {
    id: "tags-confine",
    says: "Another service account with an association to the same roles is refused: EKS cannot assume the primary role for it.",
    page: ABAC,
  },
  {
    id: "target-trusts-one-role",
    says: "A role of the cluster's account that may assume the target role by its own policy is refused by the target's trust.",
    page: TARGET,
  },
  { id: "no-association", says: "A pod without an association has no credentials.", page: HOW },
  {
    id: "irsa-reads",
    says: "A pod whose service account is annotated with a role of another account reads that account's bucket.",
    page: CROSS_ACCOUNT,
  },
  { id: "irsa-session", says: "The pod's credentials are a session of the annotated role.", page: CROSS_ACCOUNT },
  {
    id: "irsa-not-granted",
    says: "What no policy of the annotated role allows is refused there, with the action in the message.",
    page: CROSS_ACCOUNT,
  },
  {
    id: "subject-confines",
    says: "Another service account with the same annotation is refused: Not authorized to perform sts:AssumeRoleWithWebIdentity.",
    page: `${EKS}/associate-service-account-role.html`,
  },
  {
    id: "web-identity-only",
    says: "A role of the cluster's account that may assume the annotated role by its own policy is refused by that role's trust.",
    page: CROSS_ACCOUNT,
  },
  {
    id: "no-annotation",
    says: "A pod whose service account has no annotation has no credentials.",
    page: CROSS_ACCOUNT,
  },
  {
    id: "provider-own-account",
    says: "A trust that names the cluster's OIDC provider in another account than the role's is saved, and refuses every pod.",
    page: CROSS_ACCOUNT,
  },
  {
    id: "chained-hour",
    says: "A session by two roles lasts an hour at most.",
    page: `${IAM}/id_roles.html#iam-term-role-chaining`,
    untried: "the expiry is beside the pod's keys, which are not printed",
  },
  {
    id: "association-before-pod",
    says: "A pod that is admitted before its association never gets credentials.",
    page: HOW,
    untried: "it needs a pod that goes on running",
  },
  {
    id: "recreated-role",
    says: "A primary role that is made again is another principal: a target that names it by ARN refuses it.",
    page: PRINCIPAL,
    untried: "it takes a role away that pods hold sessions of",
  },
  {
    id: "external-id",
    says: "With session tags off, EKS sends region/account/cluster/namespace/service account as sts:ExternalId.",
    page: TARGET,
    untried: "the articles leave session tags on",
  },
  {
    id: "linux-ec2-only",
    says: "EKS Pod Identity works on Linux nodes of EC2 only.",
    page: `${POD_IDENTITY}#pod-id-restrictions`,
    untried: "it needs nodes of every kind",
  },
  {
    id: "annotation-and-association",
    says: "A service account with both an annotation and an association gets the association's credentials.",
    page: HOW,
    untried: "the articles have one of the two",
  },
] as const satisfies readonly Fact[];

export type FactId = (typeof FACTS)[number]["id"];

/** What AWS said to a fact. */
export interface Answer {
  readonly fact: FactId;
  /** `unclear`: AWS answered, but what was asked does not follow from it. */
  readonly is: "confirmed" | "contradicted" | "unclear";
  /** AWS's words, on one line. */
  readonly said: string;
}
