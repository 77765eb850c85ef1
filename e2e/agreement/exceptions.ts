import type { Disagreement } from "./disagreement";

/** A difference between prove and the run that is an error of neither. */
export interface Exception {
  /** How it is counted. */
  readonly kind: string;
  /** Why both may be right, and the page that documents it. */
  readonly reason: string;
  covers(disagreement: Disagreement): boolean;
}

const refusedToLoad = ({ about, proveSays, runSays }: Disagreement, what: string): boolean =>
  about === "getting credentials" &&
  proveSays === "allowed" &&
  runSays.startsWith("stopped at load: ") &&
  runSays.includes(what);

export const EXCEPTIONS: readonly Exception[] = [
  {
    kind: "a data source finds nothing, so Terraform changes nothing",
    reason:
      "Prove decides what a successful apply creates, and assumes that what a data source reads exists. https://developer.hashicorp.com/terraform/language/data-sources",
    covers: (one) => refusedToLoad(one, "/data."),
  },
  {
    kind: "the kubernetes provider's token is for another cluster than its host",
    reason:
      "Prove takes a pod's cluster from the provider's arguments and does not compare them with its host; the API server rejects another cluster's token. https://docs.aws.amazon.com/eks/latest/userguide/cluster-auth.html",
    covers: (one) => refusedToLoad(one, "Unauthorized"),
  },
  {
    kind: "an argument is missing, so Terraform changes nothing",
    reason:
      "Prove decides each chain from its own resources; Terraform plans a stack as a whole. https://developer.hashicorp.com/terraform/cli/commands/plan",
    covers: (one) => refusedToLoad(one, "Missing required argument"),
  },
  {
    kind: "the intruder's pod already has an association",
    reason:
      "Prove decides what a pod could do if its association named these roles; EKS allows one association per service account, and that pod's belongs to another chain. https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html",
    covers: ({ about, runSays }) =>
      about.startsWith("intruder ") && runSays.includes("ResourceInUseException: Association already exists"),
  },
  {
    kind: "the bucket's policy is opened to everybody, which S3 does not save",
    reason:
      "Prove decides what such a policy gives where it was saved before public access was blocked, and refutes the world either way; S3 refuses it now, and nothing of it is in force. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    covers: ({ about, mutation, proveSays, runSays }) =>
      /\baws_s3_bucket_policy\.\S+ policy .*: everybody$/.test(mutation) &&
      about.startsWith("intruder ") &&
      proveSays === "allowed" &&
      /: s3:\w+ is refused by (?:identity|resource)$/.test(runSays),
  },
  {
    kind: "a name that Kubernetes refuses",
    reason:
      "Prove denies a chain whose namespace or service account no cluster has; the run has no Kubernetes API server, which would refuse the name, and gives its pods tokens for any. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/",
    covers: ({ about, proveSays }) =>
      about === "getting credentials" &&
      /^(?:association|service-account) denied: no (?:namespace|service account) is called "/.test(proveSays),
  },
];
