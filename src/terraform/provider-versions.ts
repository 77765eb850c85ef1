import type { SourceLocation } from "./source-location";

/** What one module asks of the version of the provider hashicorp/aws. */
export interface VersionConstraint {
  /** As it is written: `~> 6.3, >= 6.57.1`. */
  readonly text: string;
  readonly location: SourceLocation;
}

type Version = readonly [number, number, number];

/** The provider's name in required_providers, and its source there: without one it is that of HashiCorp by this name. */
export const isAws = (name: string, source: unknown): boolean =>
  source === undefined
    ? name === "aws"
    : typeof source === "string" && /^(registry\.[^/]+\/)?hashicorp\/aws$/.test(source);

/**
 * The constraint that leaves out `least` and every later version, where one of `constraints` does: Terraform takes a
 * version that fits those of all modules.
 * @see https://developer.hashicorp.com/terraform/language/expressions/version-constraints
 */
export const endingBefore = (
  constraints: readonly VersionConstraint[],
  least: Version,
): VersionConstraint | undefined =>
  constraints.find(({ text }) => text.split(",").some((one) => endsBefore(one, least)));

function endsBefore(condition: string, least: Version): boolean {
  const [, operator = "=", numbers = ""] = /^\s*(=|!=|>=?|<=?|~>)?\s*v?(\d+(?:\.\d+){0,2})[^,]*$/.exec(condition) ?? [];
  if (numbers === "") return false;
  const parts = numbers.split(".").map(Number);
  const [major = 0, minor = 0, patch = 0] = parts;
  switch (operator) {
    case "=":
    case "<=":
      return isBefore([major, minor, patch], least);
    case "<":
      return !isBefore(least, [major, minor, patch]);
    case "~>":
      // only the last number that is written may grow
      return parts.length > 1 && !isBefore(least, parts.length === 2 ? [major + 1, 0, 0] : [major, minor + 1, 0]);
    default:
      return false;
  }
}

function isBefore(a: Version, b: Version): boolean {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0);
}
