import { bareIssuer, clusterArn, type Partition, partitionOf } from "../aws";
import { apiAccessOf, type Config, kindsOf, kmsKeyIn, placeOfKeyArn } from "../config";
import type { Account } from "./account";
import { type AddressOfPart, addressOfPart } from "./address";
import { backendOf } from "./backend";
import { kubernetesAccess } from "./kubernetes-access";
import type { Cluster, KubernetesAccess } from "./model";
import type { Encryption } from "./permissions";
import { type ResolvedResource, resolveResource } from "./services";
import { stackName } from "./stack-name";

/** A cluster with its account. */
export interface ResolvedCluster extends Cluster {
  readonly kubernetes: KubernetesAccess;
  readonly account: Account;
}

/** A resource with its key and its account. */
export interface EntryResource extends ResolvedResource {
  readonly key: string;
  readonly account: Account;
  readonly address: AddressOfPart;
  /** Only where it differs from the account's. */
  readonly region?: string;
  /** The customer key that it is encrypted with. */
  readonly encryption?: Encryption;
}

export interface ResolvedEntities {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly clusters: ReadonlyMap<string, ResolvedCluster>;
  readonly resources: ReadonlyMap<string, EntryResource>;
  /** Those that several workloads share. */
  readonly primaryRoles: ReadonlyMap<string, Config["primaryRoles"][string]>;
}

export function resolveEntities(config: Config): ResolvedEntities {
  const accounts = new Map(
    Object.entries(config.accounts).map(([key, entry]) => [key, resolveAccount(key, entry, config)]),
  );
  const clusters = Object.entries(config.clusters).map(([key, entry]): [string, ResolvedCluster] => [
    key,
    resolveCluster(key, entry, entityAt(accounts, entry.account)),
  ]);
  const resolve = (key: string, entry: Entry, keys: ReadonlyMap<string, EntryResource>): [string, EntryResource] => [
    key,
    resolveEntry(key, entry, entityAt(accounts, entry.account), keys, config),
  ];
  const entries = Object.entries(config.resources);
  const keys = new Map(entries.filter(([, entry]) => entry.key).map(([key, entry]) => resolve(key, entry, new Map())));
  const resources = entries.map(([key, entry]) => resolve(key, entry, keys));
  const primaryRoles = new Map(Object.entries(config.primaryRoles));
  return { accounts, clusters: new Map(clusters), resources: new Map(resources), primaryRoles };
}

/** The entry that a checked reference names. */
export function entityAt<T>(entries: ReadonlyMap<string, T>, key: string | undefined): T {
  const entry = key === undefined ? undefined : entries.get(key);
  if (entry === undefined) throw new Error(`unchecked reference ${key}`);
  return entry;
}

function resolveAccount(key: string, entry: Config["accounts"][string], config: Config): Account {
  const partition: Partition | undefined = entry.partition ?? partitionOf(entry.region);
  if (!partition) throw new Error(`unchecked region ${entry.region}`);
  const { id, region, profile, assumeRole, managed } = entry;
  const tags = { ...config.defaults.tags, ...entry.tags };
  return {
    key,
    id,
    region,
    partition,
    managed,
    ...(profile ? { profile } : {}),
    ...(assumeRole ? { assumeRole: typeof assumeRole === "string" ? { arn: assumeRole } : assumeRole } : {}),
    ...(Object.keys(tags).length > 0 ? { tags } : {}),
  };
}

function resolveCluster(key: string, entry: Config["clusters"][string], account: Account): ResolvedCluster {
  const address = addressOfPart(key, {});
  const region = entry.region ?? account.region;
  const name = entry.name ?? key;
  return {
    key,
    account,
    name,
    region,
    arn: clusterArn(account, region, name),
    address: address("cluster"),
    ...(entry.issuer ? { issuer: bareIssuer(entry.issuer) } : {}),
    podIdentityAgent: entry.podIdentityAgent,
    agentAddress: address("pod_identity_agent"),
    kubernetes: kubernetesAccess(apiAccessOf(entry.kubernetes) ?? {}, account, address),
  };
}

type Entry = Config["resources"][string];

function resolveEntry(
  key: string,
  entry: Entry,
  account: Account,
  keys: ReadonlyMap<string, EntryResource>,
  config: Config,
): EntryResource {
  const elsewhere = entry.region && entry.region !== account.region ? { region: entry.region } : {};
  const encryption = encryptionOf(kindsOf(entry).map((kind) => kmsKeyIn(entry[kind]))[0], account, keys);
  const address = addressOfPart(key, entry);
  const resolved = resolveResource(entry, {
    account,
    ...(encryption ? { keyArn: encryption.arn } : {}),
    ...elsewhere,
    address,
    // a module reads no state: its callers pass it what they know
    handover: config.layout === "modules" ? "variable" : (entry.handover ?? config.defaults.handover),
    backend: backendOf(config, account, stackName(account.key, "account")),
  });
  return { ...resolved, key, account, address, ...elsewhere, ...(encryption ? { encryption } : {}) };
}

/** What a resource of `account` names as its key: an ARN, or another resource. */
function encryptionOf(
  named: string | undefined,
  account: Account,
  keys: ReadonlyMap<string, EntryResource>,
): Encryption | undefined {
  if (named === undefined) return undefined;
  if (placeOfKeyArn(named)) return { arn: named, elsewhere: named, account: account.key };
  const { arn, elsewhere = arn } = entityAt(keys, named);
  return { arn, elsewhere, account: account.key, resource: named };
}
