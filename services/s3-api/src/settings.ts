import type { AccessOptions } from "./access/access";
import { accessSettings } from "./access/settings";
import { flag, integer } from "./environment";

/** As many objects as are read at a time; each has a connection to S3 for as long as its reader takes. */
export const CONNECTIONS = 512;

/** What the environment says. Times are in milliseconds. */
export interface Settings extends AccessOptions {
  readonly bucket: string;
  readonly host: string;
  readonly port: number;
  /** Where probes and metrics are answered. */
  readonly probePort: number;
  /** How long S3 may take to answer, and to send the next bytes. */
  readonly upstreamTimeout: number;
  /** How long a client may take to read on. */
  readonly clientTimeout: number;
  /** How long the head of a request may take to come. */
  readonly headerTimeout: number;
  /** How long the service goes on once SIGTERM came, with answers that each end their connection. */
  readonly drainDelay: number;
  /** How long requests under way may take to end after that. */
  readonly drainTimeout: number;
  /** As many objects as are read at a time. */
  readonly maxReads: number;
  /** As many of them as one client address may read. */
  readonly maxReadsPerClient: number;
  /** Whether objects are for saving, not for showing. */
  readonly attachment: boolean;
  /** Whether the bucket goes into the path of S3's URL, as S3-compatible servers want it. */
  readonly forcePathStyle: boolean;
  readonly logLevel: string;
  /** Whether keys of objects may be in the log. */
  readonly logKeys: boolean;
}

const DAY = 24 * 60 * 60 * 1000;

/** @throws Error naming the variable, what was found and what was expected. */
export function settingsOf(env: NodeJS.ProcessEnv): Settings {
  const bucket = env.BUCKET_NAME;
  if (!bucket) throw new Error("found no BUCKET_NAME in the environment, expected the name of the bucket to read");
  if (bucket.includes("/") && !bucket.startsWith("arn:"))
    throw new Error(`found BUCKET_NAME=${bucket}, expected the name of a bucket without /, or an ARN`);
  const port = integer(env, "PORT", 8080, 0, 65_535);
  const maxReads = integer(env, "MAX_READS", CONNECTIONS, 1, CONNECTIONS);
  return {
    bucket,
    host: env.HOST || "0.0.0.0",
    port,
    probePort: integer(env, "PROBE_PORT", port === 0 ? 0 : 8081, 0, 65_535),
    upstreamTimeout: integer(env, "UPSTREAM_TIMEOUT_MS", 10_000, 1, DAY),
    clientTimeout: integer(env, "CLIENT_TIMEOUT_MS", 120_000, 1, DAY),
    headerTimeout: integer(env, "HEADER_TIMEOUT_MS", 30_000, 1, DAY),
    drainDelay: integer(env, "DRAIN_DELAY_MS", 3_000, 0, DAY),
    drainTimeout: integer(env, "DRAIN_TIMEOUT_MS", 25_000, 0, DAY),
    maxReads,
    maxReadsPerClient: integer(env, "MAX_READS_PER_CLIENT", maxReads, 1, maxReads),
    attachment: flag(env, "ATTACHMENT"),
    forcePathStyle: env.S3_FORCE_PATH_STYLE === "true",
    logLevel: env.LOG_LEVEL || "info",
    logKeys: flag(env, "LOG_KEYS"),
    ...accessSettings(env),
  };
}
