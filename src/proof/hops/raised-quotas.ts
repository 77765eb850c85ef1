import type { RaisedQuota, Role } from "../../inventory";
import { readable } from "../../unknown/unknown-text";
import type { HopId } from "../proof";
import type { ProofContext } from "../proof-context";

/**
 * Assumes that AWS has raised what `role` exceeds by default: its trust's length, or how many policies it has.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function assumeRaised(proof: ProofContext, role: Role, about: RaisedQuota["about"], hop: HopId): void {
  for (const quota of role.raised)
    if (quota.about === about)
      proof.assume({
        id: "quota-raised",
        subject: `${readable(role.arn)}${about === "trust" ? "" : " policies"}`,
        for: hop,
        message: quota.message,
        location: quota.location,
      });
}
