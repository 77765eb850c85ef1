import { malformed, quotedJson } from "./malformed-policy";

/** What a trust policy can allow. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html */
const TRUST_ACTIONS = [
  "AssumeRole",
  "AssumeRoleWithSAML",
  "AssumeRoleWithWebIdentity",
  "SetContext",
  "SetSourceIdentity",
  "TagSession",
].map((name) => `sts:${name}`);

/** IAM refuses a mistyped name too, as in https://github.com/hashicorp/terraform-provider-aws/issues/32872. */
export function checkTrustAction(action: string, pointer: string): void {
  if (action === "*" || (/^sts:/i.test(action) && /[*?]/.test(action))) return;
  if (TRUST_ACTIONS.some((one) => one.toLowerCase() === action.toLowerCase())) return;
  malformed(
    pointer,
    "AssumeRole policy may only specify STS AssumeRole actions.",
    `a trust policy has the action ${quotedJson(action)}`,
    `A trust policy holds ${TRUST_ACTIONS.join(", ")} only; put anything else into a permission policy of the role.`,
  );
}
