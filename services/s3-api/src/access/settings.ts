import { list } from "../environment";
import type { AccessOptions } from "./access";
import type { BearerOptions } from "./bearer";
import { isTrustworthy } from "./url";

/**
 * What the environment says of who may read. Half a setting is an error: it must not let everybody in.
 * @throws Error naming the variable, what was found and what was expected.
 */
export function accessSettings(env: NodeJS.ProcessEnv): AccessOptions {
  const bearer = bearerSettings(env);
  return { keyPrefixes: list(env, "KEY_PREFIXES", "what keys begin with"), ...(bearer ? { bearer } : {}) };
}

const OTHERS = ["JWT_AUDIENCE", "JWT_SUBJECT", "JWT_JWKS_URL", "JWT_JWKS_FILE"];

function bearerSettings(env: NodeJS.ProcessEnv): BearerOptions | undefined {
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_JWKS_URL: url, JWT_JWKS_FILE: file } = env;
  if (issuer === "") throw new Error("found JWT_ISSUER=, expected an https URL, or no such variable");
  if (!issuer) {
    const alone = OTHERS.find((name) => env[name]);
    if (alone) throw new Error(`found ${alone} without JWT_ISSUER, expected the issuer of the callers' tokens`);
    return undefined;
  }
  if (!audience)
    throw new Error("found JWT_ISSUER without JWT_AUDIENCE, expected the audience that tokens for this service have");
  if (url && file) throw new Error("found JWT_JWKS_URL and JWT_JWKS_FILE, expected one of them");
  const asked = url ? ["JWT_JWKS_URL", url] : file ? [] : ["JWT_ISSUER", issuer];
  const [name, at = ""] = asked;
  if (name && !isTrustworthy(at)) throw new Error(`found ${name}=${at}, expected an https URL`);
  const subjects = list(env, "JWT_SUBJECT", "subjects");
  return { issuer, audience, subjects: subjects.length > 0 ? subjects : ["*"], url, file };
}
