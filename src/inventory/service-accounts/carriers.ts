import { SERVICE_ACCOUNT_ANNOTATIONS } from "../../aws";
import type { Value } from "../../terraform/value";
import type { Resource } from "../../terraform/world";
import { hasUnknown } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import type { ServiceAccount } from "../inventory";
import type { ResourceIndex } from "../resource-index";
import { textsOf } from "../texts-of";
import { unlessWrong } from "../values";
import { accountOf, notDescribed } from "./account";
import { argoApplicationOf } from "./argo-provider";
import { releaseValues } from "./chart-values";
import { gitOpsOf } from "./gitops";
import type { ManifestObject } from "./manifests";
import { hasAnnotation, hasUnreadText } from "./objects-in-values";

/** Types that make Kubernetes objects in a form that is not read. */
const CARRIERS = [
  "argocd_application_set",
  "kustomization_resource",
  "k8s_manifest",
  "rancher2_app_v2",
  "rancher2_catalog_v2",
] as const;

/** What such a resource annotates with a role: a service account, of which nothing else is known. */
export const carriedAccounts = (
  resources: ResourceIndex,
  objects: readonly ManifestObject[],
): readonly ServiceAccount[] =>
  [
    ...resources
      .managed(...CARRIERS)
      .filter((one) => one.arguments.some((name) => mentions(unlessWrong(() => one.get(name)) ?? null))),
    ...resources.managed("argocd_application").filter((one) => mentions(argoApplicationOf(one).rest)),
    ...resources.managed("helm_release").filter((one) => hasUnreadText(releaseValues(one).known)),
    ...new Set(objects.filter(carries).map(({ resource }) => resource)),
  ].map((resource) => accountOf(resources, resource, notDescribed(notRead(resource))));

const notRead = ({ type, address }: Resource): UnknownValue =>
  new UnknownValue(
    "not-read",
    `${address} has the annotation ${SERVICE_ACCOUNT_ANNOTATIONS.role}, and ${type === "helm_release" ? "the text of its values that has it" : type} is not read`,
    {
      advice: "Review it by hand: what makes service accounts there is not read.",
    },
  );

const mentions = (value: Value): boolean => textsOf(value).some(hasAnnotation);

/** Objects of other kinds that have the annotation, such as a Helm release for a controller, or what patches service accounts. */
function carries(one: ManifestObject): boolean {
  const { kind = null, metadata: _, ...content } = one.object;
  if (typeof kind !== "string" || NO_CARRIER.test(kind) || hasUnknown(kind)) return false;
  return mentions(gitOpsOf(one)?.rest ?? content);
}

/** Service accounts are read; what pods are annotated with gives them nothing. */
const NO_CARRIER =
  /^(ServiceAccount|CustomResourceDefinition|Pod|Deployment|(Stateful|Daemon|Replica)Set|ReplicationController|(Cron)?Job)$/;
