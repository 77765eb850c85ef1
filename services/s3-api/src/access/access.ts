import type { IncomingHttpHeaders } from "node:http";
import type { Log } from "../log";
import { Problem } from "../problem";
import { Bearer, type BearerOptions } from "./bearer";

export interface AccessOptions {
  /** What keys may begin with; any, where there is none. */
  readonly keyPrefixes: readonly string[];
  /** Whose tokens callers need; none, where it is not set. */
  readonly bearer?: BearerOptions;
}

/**
 * Who may read what.
 * @returns the caller's subject, where tokens are asked for
 * @throws Problem 401, 403 or 503 for a caller that may not, or not yet
 */
export type Authorize = (headers: IncomingHttpHeaders, key: string) => Promise<string | undefined>;

export function authorizeOf({ keyPrefixes, bearer: options }: AccessOptions, log: Log): Authorize {
  const bearer = options && new Bearer(options, log);
  return async ({ authorization }, key) => {
    const subject = await bearer?.subjectOf(authorization);
    if (keyPrefixes.length > 0 && !keyPrefixes.some((prefix) => key.startsWith(prefix)))
      throw new Problem(403, "Not served", "This service does not serve keys that begin as this one does.");
    return subject;
  };
}
