import { conditionsOf, keysWith, literal, type Policy } from "../../iam";
import type { Target } from "../../inventory";
import { unknownText } from "../../unknown/unknown-text";
import type { Entries } from "./context";

/** The alias by which a request names its key. */
export const REQUEST_ALIAS = "kms:requestalias";
const RESOURCE_ALIASES = "kms:resourcealiases";

/**
 * The aliases of a key as policies of the caller see them: those that the world gives it, and perhaps another one. AWS asks for a
 * set operator, and takes the condition in IAM policies alone: where it stands otherwise, nothing is known of it.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-resource-aliases
 */
export function resourceAliases(
  target: Target | undefined,
  policies: readonly Policy[],
  ofResource: readonly Policy[],
): Entries {
  const aliases = target?.aliases ?? [];
  if (aliases.length === 0 || keysWith(ofResource, RESOURCE_ALIASES).length > 0) return {};
  const asked = conditionsOf(policies).filter(({ lowerKey }) => lowerKey === RESOURCE_ALIASES);
  if (asked.length === 0 || asked.some(({ set }) => set === undefined)) return {};
  return { [RESOURCE_ALIASES]: [...aliases.map(literal), literal(unknownText(`another alias of ${target?.arn}`))] };
}

/**
 * The aliases by which a caller may name the key in a request of its own. undefined where a policy also asks through which service
 * the request comes: services name keys in ways that their pages do not show.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-request-alias
 */
export function requestAliases(target: Target | undefined, policies: readonly Policy[]): readonly string[] | undefined {
  const byService = [...keysWith(policies, "kms:viaservice"), ...keysWith(policies, "kms:grantisforawsresource")];
  return byService.length > 0 ? undefined : (target?.aliases ?? []);
}
