import { partitionOf } from "../../aws";
import { type Answers, issuerPlaceholder, PLACEHOLDERS } from "./answers";
import type { Known } from "./known";

/** Completes answers by what this machine knows, and by placeholders where it knows nothing. */
export function usual(given: Partial<Answers>, known: Known): Answers {
  const name = given.cluster ?? known.clusters[0]?.name ?? "my-cluster";
  const named = known.clusters.find((cluster) => cluster.name === name);
  const cluster = accountIn(known, given.clusterAccount, given.clusterProfile, named?.account ?? PLACEHOLDERS.cluster);
  const clusterRegion = given.clusterRegion ?? named?.region ?? cluster.region ?? "us-east-1";
  const partition = partitionOf(clusterRegion);
  const resource = accountIn(known, given.resourceAccount, given.resourceProfile, PLACEHOLDERS.resource);
  const near = partitionOf(resource.region ?? "") === partition ? resource.region : undefined;
  return {
    mechanism: "pod-identity",
    issuer: issuerPlaceholder(clusterRegion, partition),
    namespace: named?.namespace ?? "my-app",
    serviceAccount: "my-app",
    newBucket: true,
    bucket: "my-app-data",
    access: "read",
    workflow: false,
    ...given,
    cluster: name,
    clusterAccount: cluster.account,
    clusterProfile: cluster.profile,
    clusterRegion,
    resourceAccount: resource.account,
    resourceProfile: resource.profile,
    resourceRegion: given.resourceRegion ?? near ?? clusterRegion,
  };
}

/** An account by its id, by the name of its profile, or else `other`; with its profile where it has only one. */
function accountIn(
  { profiles }: Known,
  id: string | undefined,
  profile: string | undefined,
  other: string,
): { readonly account: string; readonly profile: string | undefined; readonly region: string | undefined } {
  const named = profiles.find(({ name }) => name === profile);
  const account = id ?? named?.account ?? other;
  const [only, ...others] = profiles.filter((one) => one.account === account);
  const found = named ?? (others.length === 0 ? only : undefined);
  return { account, profile: profile ?? found?.name, region: found?.region };
}
