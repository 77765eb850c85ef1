import { accountOfChart } from "../../aws";
import { lazy } from "../../collections/lazy";
import type { Resource } from "../../terraform/world";
import type { ServiceAccount, UnreadObjects } from "../inventory";
import type { ResourceIndex } from "../resource-index";
import { textAt, unlessWrong } from "../values";
import { accountElsewhere, accountOf, type Makers } from "./account";
import { annotatedAccounts } from "./annotated-values";
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
    unread: values.open,
    place: undefined,
    unsure: undefined,
    elsewhere: undefined,
    chart: () => textAt(resource, "chart"),
    namespace: () => textAt(resource, "namespace") ?? "default",
  };
}

function accountsIn(resources: ResourceIndex, release: Release): readonly ServiceAccount[] {
  const { resource, values, namespace, place, unsure, elsewhere } = release;
  const what = `the chart of ${resource.address}`;
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
