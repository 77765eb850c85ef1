import { STS_AUDIENCE } from "../../aws";
import { lazily, lazy } from "../../collections/lazy";
import type { Resource } from "../../terraform/world";
import { addOnAccountOf } from "../add-ons";
import type { ServiceAccount } from "../inventory";
import type { ResourceIndex } from "../resource-index";
import { accountIfKnown, nameAt, required, textAt, unlessAccountMissing } from "../values";
import { clustersCalled, issuerIn } from "./account";

/** EKS annotates the service account of an add-on with the role that the add-on is given. */
export function addOnAccounts(resources: ResourceIndex, resource: Resource): readonly ServiceAccount[] {
  if (unlessAccountMissing(() => nameAt(resource, "service_account_role_arn") ?? null) === null) return [];
  const account = lazy(() => addOnAccountOf(resource));
  const clusterName = () => required(textAt(resource, "cluster_name"), "cluster_name");
  return [
    lazily<ServiceAccount>({
      resource: () => resource,
      clusterName,
      account: () => accountIfKnown(resource),
      region: () => resource.region,
      namespace: () => account().namespace,
      name: () => account().serviceAccount,
      roleArn: () => nameAt(resource, "service_account_role_arn"),
      audience: () => STS_AUDIENCE,
      issuer: () => issuerIn(clustersCalled(resources, resource, clusterName())),
      place: () => undefined,
      unsure: () => undefined,
      assumed: () => undefined,
      chosenBy: () => undefined,
    }),
  ];
}
