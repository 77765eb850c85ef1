import { bareIssuer, bucketArn, clusterArn, type Partition, partitionOf } from "../aws";
import type { Config } from "../config";
import { type AddressOfPart, addressOfPart, terraformReference } from "./address";
import { kubernetesAccess } from "./kubernetes-access";
import type { Account, Bucket, Cluster, Handover } from "./model";

/** A cluster with its account. */
export interface ResolvedCluster extends Cluster {
  readonly account: Account;
}

/** A bucket with its account and its Terraform references. */
export interface ResolvedBucket {
  readonly key: string;
  readonly account: Account;
  /** Absent for a bucket that already exists. */
  readonly resource?: Bucket;
  /** Its ARN within its account's stack. */
  readonly arn: string;
  /** Its name in a stack of any account. */
  readonly name: string;
  /** How a name known only after apply is passed to another stack. */
  readonly handover?: Handover;
}

export interface ResolvedEntities {
  readonly accounts: ReadonlyMap<string, Account>;
  readonly clusters: ReadonlyMap<string, ResolvedCluster>;
  readonly buckets: ReadonlyMap<string, ResolvedBucket>;
  /** Those that several workloads share. */
  readonly primaryRoles: ReadonlyMap<string, { readonly name: string }>;
}

export function resolveEntities(config: Config): ResolvedEntities {
  const accounts = new Map(
    Object.entries(config.accounts).map(([key, entry]) => [key, resolveAccount(key, entry, config)]),
  );
  const clusters = Object.entries(config.clusters).map(([key, entry]): [string, ResolvedCluster] => [
    key,
    resolveCluster(key, entry, entityAt(accounts, entry.account)),
  ]);
  const buckets = Object.entries(config.resources).map(([key, entry]): [string, ResolvedBucket] => [
    key,
    resolveBucket(key, entry, entityAt(accounts, entry.account), config),
  ]);
  const primaryRoles = new Map(Object.entries(config.primaryRoles));
  return { accounts, clusters: new Map(clusters), buckets: new Map(buckets), primaryRoles };
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
  const { id, region, profile, assumeRole } = entry;
  const tags = { ...config.defaults.tags, ...entry.tags };
  return {
    key,
    id,
    region,
    partition,
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
    kubernetes: kubernetesAccess(entry.kubernetes ?? {}, account, address),
  };
}

function resolveBucket(
  key: string,
  entry: Config["resources"][string],
  account: Account,
  config: Config,
): ResolvedBucket {
  const address = addressOfPart(key, entry);
  const { prefix, name, create, forceDestroy } = entry.bucket;
  const region = entry.region && entry.region !== account.region ? { region: entry.region } : {};
  const common = {
    address: address("data_bucket"),
    output: address("data_bucket_name"),
    ...region,
    ...(forceDestroy === undefined ? {} : { forceDestroy }),
  };
  if (name !== undefined) {
    const resource: Bucket = { ...common, name: { fixed: name } };
    return { key, account, ...(create ? { resource } : {}), arn: bucketArn(account.partition, name), name };
  }
  if (prefix === undefined) throw new Error(`unchecked bucket ${key}`);
  const resource: Bucket = { ...common, name: { prefix, suffixAddress: address("bucket_suffix") } };
  const handover = handoverOf(entry.handover ?? config.defaults.handover, account, address);
  return {
    key,
    account,
    resource,
    arn: terraformReference("aws_s3_bucket", resource.address, "arn"),
    name:
      handover.kind === "variable"
        ? terraformReference("var", handover.variable)
        : terraformReference("data.terraform_remote_state", handover.address, "outputs", resource.output),
    handover,
  };
}

function handoverOf(kind: "variable" | "remote-state", account: Account, address: AddressOfPart): Handover {
  const output = address("data_bucket_name");
  return kind === "variable"
    ? { kind, variable: output, from: account.key }
    : { kind, address: account.key, from: account.key, outputs: [output] };
}
