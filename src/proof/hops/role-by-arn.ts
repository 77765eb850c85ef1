import type { Role } from "../../inventory";
import { readable } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { fixBy } from "../fix-by";
import type { HopId } from "../proof";
import type { ProofContext } from "../proof-context";
import { type JudgedHop, plainHop } from "./hop";
import { refused } from "./refusal-code";

/** The role called `arn`, or the hop that is unknown because the world does not show it. */
export function roleNamed(
  proof: ProofContext,
  arn: string | UnknownValue,
  id: HopId,
  action: string,
): { readonly role: Role } | { readonly hop: JudgedHop } {
  if (arn instanceof UnknownValue)
    return {
      hop: plainHop(id, "unknown", {
        action,
        code: "role-not-known",
        message: `the role's ARN is not known: ${arn.reason}`,
        ...fixBy(arn.advice),
      }),
    };
  const role = proof.inventory.roleByArn(arn);
  // what the role may do is judged as if it were there; who may have it is not
  if (role?.refusal && id !== "primary-permission")
    return { hop: plainHop(id, "denied", { action, resource: readable(arn), ...refused(role.refusal) }) };
  if (role) return { role };
  return {
    hop: plainHop(id, "unknown", {
      action,
      resource: readable(arn),
      code: "role-not-in-world",
      message: `${readable(arn)} is not in what was read`,
      fix: "Add the stack that makes it to the command line.",
    }),
  };
}
