import { accountOfChart } from "../../aws";
import { lazy } from "../../collections/lazy";
import type { Resource } from "../../terraform/world";
import type { ServiceAccount, UnreadObjects } from "../inventory";
import type { ResourceIndex } from "../resource-index";
import { textAt, unlessWrong } from "../values";
import { accountOf } from "./account";
import { annotatedAccounts } from "./annotated-values";
import { type ReleaseValues, releaseValues } from "./chart-values";

interface Releases {
  readonly accounts: readonly ServiceAccount[];
  readonly unread: readonly UnreadObjects[];
}

/** Service accounts that Helm charts make and annotate as their values have it. */
export function releaseAccounts(resources: ResourceIndex): Releases {
  const releases = resources.managed("helm_release").map((resource) => ({ resource, values: releaseValues(resource) }));
  return {
    accounts: releases.flatMap(({ resource, values }) => accountsIn(resources, resource, values)),
    unread: releases.flatMap(({ resource, values: { open } }) => (open ? [{ resource, why: open }] : [])),
  };
}

function accountsIn(resources: ResourceIndex, resource: Resource, values: ReleaseValues): readonly ServiceAccount[] {
  const namespace = () => textAt(resource, "namespace") ?? "default";
  const what = `the chart of ${resource.address}`;
  const chart = lazy(() => unlessWrong(() => textAt(resource, "chart")));
  const byDefault = (place: string) => {
    const called = chart();
    return typeof called === "string" ? accountOfChart(called.split("/").at(-1) ?? "", place) : undefined;
  };
  return annotatedAccounts(values, { resource, what, namespace, byDefault }).map((one) =>
    accountOf(resources, resource, one),
  );
}
