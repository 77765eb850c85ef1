import { groupBy } from "../../collections/group-by";
import type { Lookup, StateLocation } from "../lookup";
import { textOrUnknown } from "../value";
import type { Resource } from "../world";
import type { ReadStack } from "./configuration";

/** Answers what stacks ask of each other. Indexes are made when they are first needed. */
export function worldLookup(stacks: () => readonly ReadStack[]): Lookup {
  const byName = (type: string): ReadonlyMap<unknown, readonly Resource[]> =>
    groupBy(
      stacks().flatMap(({ resources }) => resources.filter((one) => one.type === type && one.mode === "managed")),
      (one) => one.get("name"),
    );
  let roles: ReadonlyMap<unknown, readonly Resource[]> | undefined;
  let policies: ReadonlyMap<unknown, readonly Resource[]> | undefined;
  let secrets: ReadonlyMap<unknown, readonly Resource[]> | undefined;
  let aliases: ReadonlyMap<unknown, readonly Resource[]> | undefined;
  let clusters: ReadonlyMap<unknown, readonly Resource[]> | undefined;
  let made: ReadonlyMap<unknown, readonly Resource[]> | undefined;
  let states: ReadonlyMap<string | undefined, readonly ReadStack[]> | undefined;
  return {
    role(account, name) {
      roles ??= byName("aws_iam_role");
      return roles.get(name)?.find((role) => role.account === account);
    },
    policy(account, name) {
      policies ??= byName("aws_iam_policy");
      return policies.get(name)?.find((policy) => policy.account === account);
    },
    secret(account, region, name) {
      secrets ??= byName("aws_secretsmanager_secret");
      return secrets.get(name)?.find((secret) => secret.account === account && secret.region === region);
    },
    keyAlias(account, region, name) {
      aliases ??= byName("aws_kms_alias");
      return aliases.get(name)?.find((alias) => alias.account === account && alias.region === region);
    },
    cluster(account, region, name) {
      made ??= groupBy(
        stacks().flatMap(({ resources }) =>
          resources.filter((one) => one.type === "aws_eks_cluster" && one.mode === "managed"),
        ),
        (one) => textOrUnknown(one.get("name"), `${one.stack}/${one.address}.name`),
      );
      const [cluster, ...others] = (made.get(name) ?? []).filter(
        (one) => one.account === account && one.region === region,
      );
      return others.length > 0 ? undefined : cluster;
    },
    ofCluster(name) {
      clusters ??= groupBy(
        stacks()
          .filter(({ kind }) => kind !== "manifests")
          .flatMap(({ resources }) => resources.filter(({ type }) => Object.hasOwn(NAMES_CLUSTER, type))),
        (one) => one.get(NAMES_CLUSTER[one.type] ?? ""),
      );
      return clusters.get(name) ?? [];
    },
    statesAt(location) {
      states ??= groupBy(stacks(), ({ state }) => state && placeOf(state));
      return (states.get(placeOf(location)) ?? []).filter(
        ({ state }) => isOneBucket(state, location) && isInEachWorkspace(state, location),
      );
    },
  };
}

/** The argument by which each of these names the cluster. */
export const NAMES_CLUSTER: Readonly<Record<string, string>> = {
  aws_eks_cluster: "name",
  aws_eks_addon: "cluster_name",
  aws_eks_pod_identity_association: "cluster_name",
};

const isOneBucket = (a: StateLocation | undefined, b: StateLocation): boolean =>
  a?.partition === undefined || b.partition === undefined || a.partition === b.partition;

/** Whether what is one state in the default workspace is one in each other that may be selected. */
const isInEachWorkspace = (state: StateLocation | undefined, read: StateLocation): boolean =>
  read.workspaces === undefined || state?.workspaces === read.workspaces;

const placeOf = ({ type, key }: StateLocation): string => JSON.stringify([type, key]);
