import { lazily } from "../collections/lazy";
import { UnknownValue } from "../unknown/unknown-value";
import type { AccessEntry } from "./inventory";
import type { ResourceIndex } from "./resource-index";
import { nameAt, required, textAt } from "./values";

/** Who may use a cluster's Kubernetes API. @see https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html */
export const accessEntriesOf = (resources: ResourceIndex): readonly AccessEntry[] =>
  resources.managed("aws_eks_access_entry").map((resource) =>
    lazily<AccessEntry>({
      resource: () => resource,
      cluster: () => required(textAt(resource, "cluster_name"), "cluster_name"),
      principalArn: () => required(nameAt(resource, "principal_arn"), "principal_arn"),
      advice: () => {
        const arn = textAt(resource, "principal_arn");
        return arn instanceof UnknownValue ? arn.advice : undefined;
      },
    }),
  );
