import { parseArn } from "../aws";
import { hasUnknown, unknownText } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import { isDictionary, isList, type Value } from "./value";

/**
 * The settings of the aws provider that choose its credentials. Region, endpoints and tags choose none, and
 * allowed_account_ids only refuses others.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration
 */
const SETTINGS = [
  "profile",
  "access_key",
  "secret_key",
  "token",
  "shared_config_files",
  "shared_credentials_files",
  "shared_credentials_file",
] as const;

/** The blocks whose last role is the one that the provider works as. */
export const ROLE_BLOCKS = ["assume_role", "assume_role_with_web_identity"] as const;

type Get = (...path: readonly (string | number)[]) => Value;

/** The ARN of the role that a provider assumes last; null for none. */
export function assumedRole(get: Get): Value {
  for (const block of ROLE_BLOCKS) {
    const all = get(block);
    const arn = get(block, isList(all) && all.length > 0 ? all.length - 1 : 0, "role_arn");
    if (arn !== null && arn !== "") return arn;
  }
  return null;
}

/**
 * The credentials that a provider's settings choose, as one text: providers of one text work in one account. What is
 * not known has the name of its origin, or else that of `place`, so that it equals nothing but itself.
 */
export function credentialsOf(get: Get, place: string): string {
  const role = assumedRole(get);
  if (role !== null) {
    const text = textOf(role, `${place}.role_arn`);
    const account = parseArn(text)?.account;
    // the account alone decides, and it may be one unknown value in the ARNs of several roles
    return account !== undefined && hasUnknown(account) ? `account ${account}` : `role ${text}`;
  }
  const set = SETTINGS.flatMap((name) => {
    const value = get(name);
    return value === null || value === "" ? [] : [`${name}=${textOf(value, `${place}.${name}`)}`];
  });
  return set.join(" ");
}

function textOf(value: Value, name: string): string {
  if (value instanceof UnknownValue) return unknownText(value.origin ?? name);
  if (isList(value)) return `[${value.map((one, index) => textOf(one, `${name}.${index}`)).join()}]`;
  if (isDictionary(value)) return unknownText(name);
  return JSON.stringify(value);
}
