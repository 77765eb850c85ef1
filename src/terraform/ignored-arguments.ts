/**
 * Arguments that decide who gets in, or what a role may do: where apply leaves one as it is, the configuration
 * does not show what AWS holds.
 */
const DECIDING: ReadonlySet<string> = new Set([
  "assume_role_policy",
  "policy",
  "content",
  "enabled_policy_types",
  "inline_policy",
  "managed_policy_arns",
  "permissions_boundary",
  "policy_arn",
  "policy_arns",
  "policy_names",
  "roles",
  "client_id_list",
  "role_arn",
  "target_role_arn",
  "disable_session_tags",
  "rule",
  "server_side_encryption_configuration",
  "kms_master_key_id",
  "kms_key_id",
  "target_key_id",
  "is_enabled",
  "block_public_acls",
  "block_public_policy",
  "ignore_public_acls",
  "restrict_public_buckets",
  "tags",
  "tags_all",
]);

export const isDeciding = (name: string | number | undefined): name is string =>
  typeof name === "string" && DECIDING.has(name);

/**
 * Whether `ignore_changes`, as it is written, is about the argument `name`: a text, a reference or an index into it.
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes
 */
export function isIgnored(written: unknown, name: string): boolean {
  return (Array.isArray(written) ? written : [written]).some((one) => {
    const argument = typeof one === "string" ? /^(?:\$\{)?\s*([\w-]+)/.exec(one)?.[1] : undefined;
    return argument === name || (argument === "all" && !Array.isArray(written));
  });
}
