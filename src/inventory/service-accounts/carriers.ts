import { SERVICE_ACCOUNT_ANNOTATIONS } from "../../aws";
import type { Value } from "../../terraform/value";
import type { Resource } from "../../terraform/world";
import { UnknownValue } from "../../unknown/unknown-value";
import type { ServiceAccount } from "../inventory";
import type { ResourceIndex } from "../resource-index";
import { isBlock, isList, unlessWrong } from "../values";
import { accountOf } from "./account";

/** Types that make Kubernetes objects in a form that is not read. */
const CARRIERS = [
  "argocd_application",
  "argocd_application_set",
  "kustomization_resource",
  "k8s_manifest",
  "rancher2_app_v2",
  "rancher2_catalog_v2",
] as const;

/** What such a resource annotates with a role: a service account, of which nothing else is known. */
export const carriedAccounts = (resources: ResourceIndex): readonly ServiceAccount[] =>
  resources.managed(...CARRIERS).flatMap((resource) => {
    if (!resource.arguments.some((name) => mentions(unlessWrong(() => resource.get(name)) ?? null))) return [];
    const unknown = notRead(resource);
    return [
      accountOf(resources, resource, {
        namespace: () => unknown,
        name: () => unknown,
        roleArn: () => unknown,
        audience: () => unknown,
        place: () => undefined,
        unsure: () => unknown,
        assumed: () => undefined,
        chosenBy: () => undefined,
      }),
    ];
  });

const notRead = ({ type, address }: Resource): UnknownValue =>
  new UnknownValue(
    "not-read",
    `${address} has the annotation ${SERVICE_ACCOUNT_ANNOTATIONS.role}, and ${type} is not read`,
    {
      advice: "Review it by hand: what makes service accounts there is not read.",
    },
  );

function mentions(value: Value): boolean {
  if (typeof value === "string") return value.replaceAll("\\", "").includes(SERVICE_ACCOUNT_ANNOTATIONS.role);
  if (isList(value)) return value.some(mentions);
  return isBlock(value) && Object.entries(value).some(([name, one]) => mentions(name) || mentions(one));
}
