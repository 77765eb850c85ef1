import { readFile } from "node:fs/promises";
import { createLocalJWKSet, createRemoteJWKSet, type JWTVerifyGetKey } from "jose";
import { isTrustworthy } from "./url";

export interface KeysOptions {
  readonly issuer: string;
  /** Where the keys are. Default: where the issuer's own discovery document has them. */
  readonly url?: string;
  /** A file with the keys, in place of a URL. */
  readonly file?: string;
}

/** How long keys are kept, in milliseconds: so long one that the issuer takes back is still good. */
const KEPT = 10 * 60_000;
/** How long after it fetched keys it fetches none for a token whose key it does not know. */
const COOLDOWN = 5_000;
const TIMEOUT = 5_000;
/** A mounted file is looked at again so often: kubelet's own changes take a minute. */
const FILE_KEPT = 10_000;

/** The issuer's keys: kept, fetched again for a token by a new one, and none where they cannot be fetched. */
export function keysOf({ issuer, url, file }: KeysOptions): JWTVerifyGetKey {
  if (file) return keysIn(file);
  let remote: Promise<JWTVerifyGetKey> | undefined;
  const found = async () => {
    const at = new URL(url ?? (await discovered(issuer)));
    return createRemoteJWKSet(at, { cacheMaxAge: KEPT, cooldownDuration: COOLDOWN, timeoutDuration: TIMEOUT });
  };
  return async (header, token) => {
    remote ??= found();
    try {
      return (await remote)(header, token);
    } catch (error) {
      remote = undefined;
      throw error;
    }
  };
}

/** The URL of the keys: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig */
async function discovered(issuer: string): Promise<string> {
  const at = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const answer = await fetch(at, { signal: AbortSignal.timeout(TIMEOUT), redirect: "error" });
  if (!answer.ok) throw new Error(`found status ${answer.status} at ${at}, expected the issuer's configuration`);
  const { issuer: named, jwks_uri: url } = (await answer.json()) as Readonly<Record<string, unknown>>;
  if (named !== issuer) throw new Error(`found the issuer ${named} at ${at}, expected ${issuer}`);
  if (typeof url !== "string" || !isTrustworthy(url))
    throw new Error(`found jwks_uri ${url} at ${at}, expected an https URL`);
  return url;
}

function keysIn(file: string): JWTVerifyGetKey {
  let kept: Promise<JWTVerifyGetKey> | undefined;
  let until = 0;
  return async (header, token) => {
    if (!kept || performance.now() >= until) {
      kept = readFile(file, "utf8").then((text) => createLocalJWKSet(JSON.parse(text)));
      until = performance.now() + FILE_KEPT;
    }
    return (await kept)(header, token);
  };
}
