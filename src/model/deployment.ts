import { bareIssuer } from "../aws";
import type { Workload } from "../config";
import type { Deployment, Peer } from "./model";
import type { GrantOf } from "./permissions";
import { type EntryResource, entityAt, type ResolvedCluster, type ResolvedEntities } from "./resolved-entities";

type Configured = NonNullable<Workload["deployment"]>;

/** A Deployment as configured, and the buckets whose names its variables hold. */
export interface PlacedDeployment
  extends Omit<Deployment, "address" | "cluster" | "namespace" | "serviceAccount" | "dependsOn" | "bucketEnv"> {
  readonly bucketEnv: readonly (readonly [string, EntryResource])[];
}

/** Seconds between the last request's end and the kill: credentials are given back and logs written. */
const MARGIN = 5;

export function placedDeployment(
  entities: ResolvedEntities,
  cluster: ResolvedCluster,
  configured: Configured,
  { key, grants }: { readonly key: string; readonly grants: readonly GrantOf[] },
): PlacedDeployment {
  const { image, replicas, port, probePort, liveness, readiness, cpu, memory, service } = configured;
  const name = configured.name ?? key;
  const ingress = ingressOf(configured);
  return {
    name,
    image,
    replicas,
    port,
    ...(probePort === undefined ? {} : { probePort }),
    liveness,
    readiness,
    cpu,
    memory,
    service,
    labels: configured.labels ?? { app: name },
    gracePeriodSeconds: configured.drainDelaySeconds + configured.drainTimeoutSeconds + MARGIN,
    env: { ...configured.env, ...settingsOf(configured, cluster) },
    bucketEnv: bucketEnvOf(configured, grants).map(([variable, resource]) => [
      variable,
      entityAt(entities.resources, resource),
    ]),
    ...(ingress ? { ingress } : {}),
  };
}

/** What services/s3-api reads from its environment; another program may leave it alone. */
function settingsOf(
  { drainDelaySeconds, drainTimeoutSeconds, probePort, keyPrefixes, jwt }: Configured,
  { issuer }: ResolvedCluster,
): Readonly<Record<string, string>> {
  return {
    DRAIN_DELAY_MS: `${drainDelaySeconds * 1000}`,
    DRAIN_TIMEOUT_MS: `${drainTimeoutSeconds * 1000}`,
    ...(probePort === undefined ? {} : { PROBE_PORT: `${probePort}` }),
    ...(keyPrefixes ? { KEY_PREFIXES: keyPrefixes.join(",") } : {}),
    ...(jwt
      ? {
          JWT_ISSUER: `https://${bareIssuer(jwt.issuer ?? issuer ?? "")}`,
          JWT_AUDIENCE: jwt.audience,
          JWT_SUBJECT: jwt.subjects.join(","),
        }
      : {}),
  };
}

function bucketEnvOf({ bucketEnv, env }: Configured, grants: readonly GrantOf[]): readonly [string, string][] {
  const [bucket, ...more] = new Set(grants.flatMap(({ service, resource }) => (service === "s3" ? [resource] : [])));
  const usual = bucket !== undefined && more.length === 0 && env?.BUCKET_NAME === undefined;
  return Object.entries(bucketEnv ?? (usual ? { BUCKET_NAME: bucket } : {}));
}

/** The port that serves objects for callers, by default the pods beside it; the port of probes for scrapers. */
function ingressOf({ networkPolicy, callers, scrapers, port, probePort }: Configured): PlacedDeployment["ingress"] {
  if (!networkPolicy) return undefined;
  return [
    { port, from: callers ? callers.map(peerOf) : [{}] },
    ...(scrapers && probePort !== undefined ? [{ port: probePort, from: scrapers.map(peerOf) }] : []),
  ];
}

const peerOf = ({ namespace, labels, cidr }: NonNullable<Configured["callers"]>[number]): Peer => ({
  ...(namespace === undefined ? {} : { namespace }),
  ...(labels ? { labels } : {}),
  ...(cidr === undefined ? {} : { cidr }),
});
