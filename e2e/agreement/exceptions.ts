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
    kind: "a data source finds nothing, so that Terraform changes nothing",
    reason:
      "Prove answers for what Terraform makes once it goes through, and takes what a data source names to exist. https://developer.hashicorp.com/terraform/language/data-sources",
    covers: (one) => refusedToLoad(one, "/data."),
  },
  {
    kind: "the kubernetes provider has a token of another cluster than its host's",
    reason:
      "Prove calls a pod's cluster what the provider's arguments call it, and does not compare them with its host; the API server takes no token of another cluster. https://docs.aws.amazon.com/eks/latest/userguide/cluster-auth.html",
    covers: (one) => refusedToLoad(one, "Unauthorized"),
  },
  {
    kind: "an argument is missing, so that Terraform changes nothing",
    reason:
      "Prove answers for each chain from what it is about; Terraform plans a stack as a whole. https://developer.hashicorp.com/terraform/cli/commands/plan",
    covers: (one) => refusedToLoad(one, "Missing required argument"),
  },
  {
    kind: "the intruder's pod has an association already",
    reason:
      "Prove asks what a pod could do whose association named these roles; EKS takes one association for a service account, and that pod's own is another chain's. https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html",
    covers: ({ about, runSays }) =>
      about.startsWith("intruder ") && runSays.includes("ResourceInUseException: Association already exists"),
  },
];
