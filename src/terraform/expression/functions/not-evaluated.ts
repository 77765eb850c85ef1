/**
 * Terraform's functions that are not evaluated, and why: what they give differs from run to run, or depends on what is
 * not in the configuration. All of them but `issensitive` give texts.
 */
export const NOT_EVALUATED: ReadonlyMap<string, string> = new Map([
  ["base64gzip", "its bytes depend on Terraform's compressor"],
  ["bcrypt", "its salt is random"],
  ["issensitive", "what is sensitive is not followed"],
  ["plantimestamp", "it gives the time of the plan"],
  ["rsadecrypt", "secrets are not decrypted"],
  ["timestamp", "it gives the time of the apply"],
  ["uuid", "it is random"],
]);
