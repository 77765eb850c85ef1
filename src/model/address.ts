/**
 * A Terraform address without its type: `<key>_<part>`, or the part alone for an entry without
 * prefix, then `_<cluster key>` in the map form. It depends on the entry's own key only, so
 * another entry never renames it.
 */
export type AddressOfPart = (part: string) => string;

export const addressOfPart =
  (key: string, { addressPrefix, suffix = "" }: { addressPrefix?: "" | undefined; suffix?: string }): AddressOfPart =>
  (part) =>
    `${addressPrefix === "" ? "" : `${key}_`}${part}${suffix}`;

/** A reference of Terraform: `${aws_iam_role.target_role.name}`. */
export const terraformReference = (...steps: readonly string[]): string => `\${${steps.join(".")}}`;
