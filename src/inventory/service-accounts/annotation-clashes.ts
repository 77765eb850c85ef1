import { groupBy } from "../../collections/group-by";
import { lazy } from "../../collections/lazy";
import type { ServiceAccount } from "../inventory";
import type { ResourceIndex } from "../resource-index";

/**
 * What else of the world says something else of the annotations of a service account: both write them, and each undoes the
 * other's. One resource that makes it and one that annotates it say one thing.
 */
export function annotationClashes(
  resources: ResourceIndex,
  accounts: () => readonly ServiceAccount[],
): (account: ServiceAccount) => ServiceAccount | undefined {
  const byName = lazy(() => groupBy(accounts(), nameOf));
  const isApplied = ({ resource }: ServiceAccount) => resources.stackOf(resource)?.kind === "manifests";
  // manifests are given for one cluster, by its name; those of two stacks may be two that are called alike
  const areOfOne = (one: ServiceAccount, other: ServiceAccount): boolean =>
    isApplied(one) || isApplied(other) ? isNear(one, other) : isSameCluster(one, other);
  return (account) => {
    const name = nameOf(account);
    if (name === undefined) return undefined;
    return byName()
      .get(name)
      ?.find(
        (other) =>
          other !== account &&
          areOfOne(account, other) &&
          !areOne(account, other) &&
          !areOne(other, account) &&
          (other.roleArn !== account.roleArn || other.audience !== account.audience),
      );
  };
}

/** undefined where it is not known. */
const nameOf = ({ clusterName, namespace, name }: ServiceAccount): string | undefined =>
  [clusterName, namespace, name].every((part) => typeof part === "string")
    ? [clusterName, namespace, name].join("/")
    : undefined;

const isNear = (one: ServiceAccount, other: ServiceAccount): boolean =>
  (one.account === undefined || other.account === undefined || one.account === other.account) &&
  (one.region === undefined || other.region === undefined || one.region === other.region);

/** Whether one provider makes both, or both are of one account and region. */
const isSameCluster = (one: ServiceAccount, other: ServiceAccount): boolean =>
  (one.resource.stack === other.resource.stack && one.resource.provider === other.resource.provider) ||
  (one.account !== undefined &&
    one.region !== undefined &&
    one.account === other.account &&
    one.region === other.region);

/** @see https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs/resources/annotations */
const areOne = (annotating: ServiceAccount, made: ServiceAccount): boolean =>
  annotating.resource.type === "kubernetes_annotations" && made.roleArn === undefined;
