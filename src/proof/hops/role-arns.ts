import { glob, literal, matches, NO, type Truth } from "../../iam";
import { hasUnknown } from "../../unknown/unknown-text";

const ROLES = glob("arn:*:iam::*:role/*");

/** Whether `text` is the ARN of a role; one with unknown parts may be, unless what stands before them is another service's. */
export function isRoleArn(text: string): Truth {
  const [arn = "", partition = "", service, ...rest] = text.split(":");
  const isOther = service !== undefined && service !== "iam" && rest.length > 0;
  return isOther && !hasUnknown(`${arn}${partition}${service}`) ? NO : matches(ROLES, literal(text));
}
