/** What the environment says. Times are in milliseconds. */
export interface Settings {
  readonly bucket: string;
  readonly host: string;
  readonly port: number;
  /** How long S3 may take to answer, and to send the next bytes. */
  readonly upstreamTimeout: number;
  /** How long a client may take to read on. */
  readonly clientTimeout: number;
  /** How long requests under way may take to end once SIGTERM came. */
  readonly drainTimeout: number;
  /** Whether the bucket goes into the path of S3's URL, as S3-compatible servers want it. */
  readonly forcePathStyle: boolean;
  readonly logLevel: string;
}

const DAY = 24 * 60 * 60 * 1000;

/** @throws Error naming the variable, what was found and what was expected. */
export function settingsOf(env: NodeJS.ProcessEnv): Settings {
  const bucket = env.BUCKET_NAME;
  if (!bucket) throw new Error("found no BUCKET_NAME in the environment, expected the name of the bucket to read");
  if (bucket.includes("/") && !bucket.startsWith("arn:"))
    throw new Error(`found BUCKET_NAME=${bucket}, expected the name of a bucket without /, or an ARN`);
  return {
    bucket,
    host: env.HOST || "0.0.0.0",
    port: integer(env, "PORT", 8080, 0, 65_535),
    upstreamTimeout: integer(env, "UPSTREAM_TIMEOUT_MS", 10_000, 1, DAY),
    clientTimeout: integer(env, "CLIENT_TIMEOUT_MS", 120_000, 1, DAY),
    drainTimeout: integer(env, "DRAIN_TIMEOUT_MS", 25_000, 0, DAY),
    forcePathStyle: env.S3_FORCE_PATH_STYLE === "true",
    logLevel: env.LOG_LEVEL || "info",
  };
}

function integer(env: NodeJS.ProcessEnv, name: string, fallback: number, least: number, most: number): number {
  const text = env[name];
  if (!text) return fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`found ${name}=${text}, expected a whole number from ${least} to ${most}`);
}
