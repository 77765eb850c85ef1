import { type DestinationStream, type Logger, pino } from "pino";

/** What the service's own lines are written to. */
export type Log = Pick<Logger, "debug" | "info" | "warn" | "error">;

export interface LogOptions {
  readonly level: string;
  /** Whether keys of objects may be in it. */
  readonly keys: boolean;
  /** Default: standard output. */
  readonly to?: DestinationStream;
}

/** A log of JSON lines. Of an error it has what is known to hold neither headers nor, unless asked for, a key. */
export function logOf({ level, keys, to }: LogOptions): Log {
  const options = { level, serializers: { err: (error: unknown) => described(error, keys) } };
  return to ? pino(options, to) : pino(options);
}

/** S3 names the object that it denies by its ARN: https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html */
const KEY_IN_ARN = /(arn:[\w-]*:s3:[^\s"/]*)\/[^"]*/g;
const DEEPEST = 4;

function described(error: unknown, keys: boolean, depth = 0): unknown {
  if (!(error instanceof Error) || depth === DEEPEST) return undefined;
  const { name, code, status, requestId, cause } = error as Error & Readonly<Record<string, unknown>>;
  const shown = (text: string | undefined) => (keys ? text : text?.replace(KEY_IN_ARN, "$1/…"));
  const trace = { message: shown(error.message), stack: shown(error.stack) };
  return { type: name, ...trace, code, status, requestId, cause: described(cause, keys, depth + 1) };
}
