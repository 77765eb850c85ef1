import { STS_AUDIENCE } from "../../aws";
import { lazily, lazy } from "../../collections/lazy";
import type { Resource } from "../../terraform/world";
import { UnknownValue } from "../../unknown/unknown-value";
import { addOnAccountOf } from "../add-ons";
import { clustersCalled } from "../cluster-home";
import type { ServiceAccount } from "../inventory";
import type { ResourceIndex } from "../resource-index";
import { nameAt, required, textAt, unlessWrong } from "../values";
import { issuersIn, type Makers } from "./account";
import { annotatedAccounts } from "./annotated-values";
import { addOnValues } from "./chart-values";

/** EKS annotates the service account of an add-on with the role that the add-on is given; its chart does as it is configured. */
export function addOnAccounts(resources: ResourceIndex, resource: Resource): readonly ServiceAccount[] {
  const own = lazy(() => addOnAccountOf(resource));
  const what = `the add-on ${resource.address}`;
  const hasRole = unlessWrong(() => nameAt(resource, "service_account_role_arn") ?? null) !== null;
  const configured = annotatedAccounts(addOnValues(resource), { resource, what, namespace: () => own().namespace });
  return [...(hasRole ? [ofAddOn(resource, own, what)] : []), ...configured].map((one) =>
    addOnAccount(resources, resource, one),
  );
}

const ofAddOn = (resource: Resource, own: () => ReturnType<typeof addOnAccountOf>, what: string): Makers => ({
  namespace: () => own().namespace,
  name: () => own().serviceAccount,
  roleArn: () => nameAt(resource, "service_account_role_arn"),
  audience: () => STS_AUDIENCE,
  place: () => undefined,
  unsure: () => undefined,
  assumed: () => undefined,
  chosenBy: () => (own().serviceAccount instanceof UnknownValue ? what : undefined),
});

/** A service account of the cluster that the add-on is for. */
function addOnAccount(resources: ResourceIndex, resource: Resource, makers: Makers): ServiceAccount {
  const clusterName = () => required(textAt(resource, "cluster_name"), "cluster_name");
  const issuers = lazy(() => issuersIn(clustersCalled(resources, resource, clusterName())));
  return lazily<ServiceAccount>({
    ...makers,
    resource: () => resource,
    clusterName,
    account: () => resource.account,
    region: () => resource.region,
    issuer: () => issuers().issuer,
    openIssuer: () => issuers().openIssuer,
    doubtfulIssuer: () => undefined,
  });
}
