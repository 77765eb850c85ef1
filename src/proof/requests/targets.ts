import { fits } from "../../aws";
import { glob, literal, matches, NO, YES } from "../../iam";
import type { Target } from "../../inventory";
import { hasUnknown, partsOf } from "../../unknown/unknown-text";
import type { ProofContext } from "../proof-context";

/** The ARNs that belong to `target`: itself, and what is in it. */
export function familyOf({ service, arn }: Target): readonly string[] {
  if (service === "s3") return [arn, `${arn}/*`];
  if (service === "dynamodb") return [arn, `${arn}/index/*`, `${arn}/stream/*`];
  return [arn];
}

export interface Match {
  readonly target: Target;
  /** The part of the pattern that lies in the target. */
  readonly resource: string;
  /** Whether they meet for certain: neither has a name of which it is not known if it is the other's. */
  readonly sure: boolean;
}

/** The resources of the world that a statement's `action` and `resource` are about. */
export function matchesInWorld(proof: ProofContext, action: string, resource: string): readonly Match[] {
  const pattern = glob(resource);
  const found = proof.inventory.targetsNear(resource).flatMap((target): readonly Match[] =>
    familyOf(target).flatMap((member) => {
      if (!fits(action, member)) return [];
      const all = glob(member);
      if (matches(pattern, all) === YES) return [{ target, resource: member, sure: true }];
      const spelled = withSuffix(target);
      if (spelled !== undefined && matches(pattern, glob(spelled)) === YES)
        return [{ target, resource: spelled, sure: true }];
      const meet = matches(all, pattern);
      if (meet === NO) return [];
      return [{ target, resource, sure: meet === YES || !(hasUnknown(member) || hasUnknown(resource)) }];
    }),
  );
  const named = found.filter(({ target, sure }) => sure && isBucketOf(resource, target));
  return named.length > 0 ? found.filter(({ target, sure }) => sure || !isMade(target)) : found;
}

/** Whether `resource` is the bucket `target`, or something in it. */
const isBucketOf = (resource: string, target: Target): boolean =>
  isMade(target) && (resource === target.arn || resource.startsWith(`${target.arn}/`));

/** A bucket that the world makes: no other that it makes has its name. */
const isMade = ({ resource }: Target): boolean => resource.type === "aws_s3_bucket" && resource.mode === "managed";

const serviceIn = (action: string): string => (action.split(":")[0] ?? "").toLowerCase();

/**
 * Whether `action` is, or may stand for, one of the target's own service. AWS lists keys among the resources of
 * `events:CreateEventBus`: there the service asks IAM about the caller, and the key's policy is about KMS's requests.
 */
export const isOfService = (action: string, { service }: Target): boolean =>
  matches(glob(serviceIn(action)), literal(service)) !== NO;

/** What `action` stands for on a target: of the actions of every service, those of its own. */
export const onService = (action: string, { service }: Target): string =>
  /[*?]/.test(serviceIn(action))
    ? `${service}:${action.includes(":") ? action.slice(action.indexOf(":") + 1) : "*"}`
    : action;

/** A secret's ARN whose end is known only after apply: six characters after a hyphen. Undefined for what is no such ARN. */
export function withSuffix({ service, arn }: Target): string | undefined {
  if (service !== "secretsmanager") return undefined;
  const parts = partsOf(arn);
  const name = parts.slice(0, -2).join("");
  return parts.length > 1 && parts.at(-1) === "" && name.endsWith("-") ? `${name}??????` : undefined;
}

/** The target that `arn` is, or is in. */
export function targetOf(proof: ProofContext, arn: string): Target | undefined {
  const pattern = glob(arn);
  return proof.inventory
    .targetsNear(arn)
    .find((target) =>
      [...familyOf(target), withSuffix(target) ?? []].flat().some((member) => matches(glob(member), pattern) === YES),
    );
}
