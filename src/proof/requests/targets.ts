import { fits } from "../../aws";
import { glob, matches, NO, YES } from "../../iam";
import type { Target } from "../../inventory";
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
}

/** The resources of the world that a statement's `action` and `resource` are about. */
export function matchesInWorld(proof: ProofContext, action: string, resource: string): readonly Match[] {
  const pattern = glob(resource);
  return proof.inventory.targetsNear(resource).flatMap((target): readonly Match[] =>
    familyOf(target).flatMap((member) => {
      if (!fits(action, member)) return [];
      const all = glob(member);
      if (matches(pattern, all) === YES) return [{ target, resource: member }];
      if (matches(all, pattern) === NO) return [];
      return [{ target, resource }];
    }),
  );
}

/** The target that `arn` is, or is in. */
export function targetOf(proof: ProofContext, arn: string): Target | undefined {
  const pattern = glob(arn);
  return proof.inventory
    .targetsNear(arn)
    .find((target) => familyOf(target).some((member) => matches(glob(member), pattern) === YES));
}
