import { accountOfChart } from "../../aws";
import { lazy } from "../../collections/lazy";
import type { Resource } from "../../terraform/world";
import { UnknownValue } from "../../unknown/unknown-value";
import type { ServiceAccount, UnreadObjects } from "../inventory";
import type { ResourceIndex } from "../resource-index";
import { isList, textAt, unlessWrong } from "../values";
import { accountElsewhere, accountOf, type Makers } from "./account";
import { annotatedAccounts } from "./annotated-values";
import { argoApplicationOf } from "./argo-provider";
import { releaseValues } from "./chart-values";
import { gitOpsOf } from "./gitops";
import type { ManifestObject } from "./manifests";
import type { Release } from "./releases";

interface Releases {
  readonly accounts: readonly ServiceAccount[];
  readonly unread: readonly UnreadObjects[];
}

/** Service accounts that Helm charts make and annotate as their values have it. */
export function releaseAccounts(resources: ResourceIndex, objects: readonly ManifestObject[]): Releases {
  const releases = [
    ...resources.managed("helm_release").map(ofTerraform),
    ...objects.flatMap((one) => gitOpsOf(one)?.releases ?? []),
    ...resources.managed("argocd_application").flatMap((one) => argoApplicationOf(one).releases),
  ];
  return {
    accounts: releases.flatMap((one) => accountsIn(resources, one)),
    unread: releases.flatMap(({ resource, unread }) => (unread ? [{ resource, why: unread }] : [])),
  };
}

function ofTerraform(resource: Resource): Release {
  const values = releaseValues(resource);
  return {
    resource,
    values,
    unread: values.open ?? rendered(resource),
    place: undefined,
    unsure: rendered(resource),
    elsewhere: undefined,
    until: undefined,
    chart: () => textAt(resource, "chart"),
    namespace: () => textAt(resource, "namespace") ?? "default",
  };
}

/**
 * What a program makes of the chart's objects before they are installed: it may give a service account another role.
 * @see https://helm.sh/docs/topics/advanced/#post-rendering
 */
function rendered(resource: Resource): UnknownValue | undefined {
  const value = unlessWrong(() => resource.get("postrender")) ?? null;
  if (value === null || (isList(value) && value.length === 0)) return undefined;
  return value instanceof UnknownValue
    ? value
    : new UnknownValue("not-read", "its postrender may change what its chart makes", {
        advice: "Annotate the service account by a resource of its own, or review what the program does.",
      });
}

function accountsIn(resources: ResourceIndex, release: Release): readonly ServiceAccount[] {
  const { resource, values, namespace, place, unsure, elsewhere, until } = release;
  const what = `the chart of ${resource.address}${until === undefined ? "" : `, ${until},`}`;
  const chart = lazy(() => unlessWrong(release.chart));
  const byDefault = (at: string) => {
    const called = chart();
    return typeof called === "string" ? accountOfChart(called.split("/").at(-1) ?? "", at) : undefined;
  };
  return annotatedAccounts(values, { resource, what, namespace, byDefault }).map((one) => {
    const made: Makers = {
      ...one,
      place: () => [place, one.place()].filter((part) => part !== undefined).join("."),
      unsure: () => unsure ?? one.unsure(),
    };
    return elsewhere ? accountElsewhere(resource, made, elsewhere) : accountOf(resources, resource, made);
  });
}
