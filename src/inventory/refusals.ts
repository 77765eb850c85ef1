import type { SourceLocation } from "../terraform/source-location";
import type { Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";

/** Why AWS refuses a call that Terraform has to make: what it would put or create is not in force. */
export interface Refusal {
  /** Whether its name is taken, it is put with credentials of another account than its owner's, or it is more than IAM takes. */
  readonly kind: "name" | "owner" | "limit";
  readonly message: string;
  readonly awsError: string;
  readonly fix: string;
  readonly location: SourceLocation;
}

/** A resource as a message names it, with the place where it stands. */
export function placeOf(resource: Resource): string {
  const { file, line } = resource.location();
  return `${resource.address} of stack ${resource.stack} (${file}:${line})`;
}

/** What two resources both set: the last apply wins until the other's next one. */
export const twoWriters = (one: Resource, other: Resource, what = "it"): UnknownValue =>
  new UnknownValue(
    "after-apply",
    `${placeOf(one)} and ${placeOf(other)} both set ${what}, and each apply undoes the other's`,
    {
      advice: "Keep one of the two.",
    },
  );

/** Whether `resource` sets `argument`, and goes on setting it: one that is ignored is left to another resource. */
export const isWritten = (resource: Resource, argument: string): boolean =>
  resource.writes(argument) &&
  (!(resource.get(argument) instanceof UnknownValue) || resource.written(argument) instanceof UnknownValue);

/** Whether a state, or a plan that leaves it alone, shows it as it is in AWS. */
export const isThere = ({ change }: Resource): boolean => change === "none";
