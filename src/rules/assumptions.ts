import {
  CONFUSED_DEPUTY,
  CREATE_ASSOCIATION,
  IAM_QUOTAS,
  IRSA_PROVIDER,
  IRSA_ROLE,
  MANAGED_POLICIES,
  POLICY_EVALUATION,
} from "./pages";
import type { Level, Rule } from "./rule";

/** What a proof may rest on and the Terraform does not show; the advice is what to add to remove it. */
export const ASSUMPTIONS = [
  {
    id: "assumption-association-admins",
    level: "note",
    expected: "a trust policy that confines the role to its pods, regardless of who creates associations",
    fix: "Add conditions on EKS's session tags to the trust of the primary or the target role, or on sts:ExternalId while session tags are off.",
    page: CREATE_ASSOCIATION,
  },
  {
    id: "assumption-service-untied",
    level: "note",
    expected: "an AWS service that is tied to a source of yours",
    fix: "Add a condition on aws:SourceArn or aws:SourceAccount to the statement that admits the service.",
    page: CONFUSED_DEPUTY,
  },
  {
    id: "assumption-resource-not-read",
    level: "note",
    expected: "the resource, its policy and its key among what is read",
    fix: "Add the stack that makes it to the command line.",
    page: POLICY_EVALUATION,
  },
  {
    id: "assumption-issuer-not-verified",
    level: "note",
    expected: "a cluster whose issuer is known, not only from the trust policy",
    fix: "Add the cluster, or assert the issuer in a postcondition on its data source, or prove the state.",
    page: IRSA_PROVIDER,
  },
  {
    id: "assumption-provider-not-read",
    level: "note",
    expected: "the OIDC provider as a resource, with its audiences",
    fix: "Add the stack that makes the provider, or prove its state.",
    page: IRSA_PROVIDER,
  },
  {
    id: "assumption-quota-raised",
    level: "note",
    expected: "documents and attachments within AWS's default quotas",
    fix: "Shorten the document or attach fewer policies; else check that the account's quota is raised.",
    page: IAM_QUOTAS,
  },
  {
    id: "assumption-service-account-not-seen",
    level: "note",
    expected: "the service account, annotated with the role",
    fix: "Add the stack that makes it; else check the annotation where Helm or kubectl makes it.",
    page: IRSA_ROLE,
  },
  {
    id: "assumption-not-modelled",
    level: "note",
    expected: "resource types whose effect is read",
    fix: "Check by hand that the resource does not change who has access.",
  },
  {
    id: "assumption-request-carries",
    level: "note",
    expected: "a grant that needs no tag, header or encryption context",
    fix: "Check that the program sends what the condition asks for.",
    page: POLICY_EVALUATION,
  },
  {
    id: "assumption-managed-policy-dated",
    level: "note",
    expected: "a refusal that does not depend on how AWS changes a policy that it manages",
    fix: "Write a policy of your own in its place, or add a permissions boundary or a Deny.",
    page: MANAGED_POLICIES,
  },
  {
    id: "assumption-one-account",
    level: "note",
    expected: "the account of every stack that a chain goes through",
    fix: "Give it with --account STACK=ID, or set allowed_account_ids in the provider.",
  },
  {
    id: "assumption-document-requested",
    level: "note",
    expected: "what the account holds, in place of what its owner is asked for",
    fix: "Have the owner confirm the document's digest and accept it with --assume document-requested@SUBJECT, or prove the owner's Terraform or state in its place.",
  },
] as const satisfies readonly Rule<Level>[];
