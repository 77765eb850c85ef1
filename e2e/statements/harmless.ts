import type { Base } from "../agreement/worlds/base";
import type { StatementMutation } from "./mutations";

/** Whether everything may still be proved without a statement. */
export function breaksNothing({ statement: { content } }: StatementMutation, { model }: Base): boolean {
  if (content.Effect === "Deny") return true;
  // with session tags off nothing needs sts:TagSession
  const tagged = model.stacks.some(
    (stack) => stack.layer === "rest" && stack.associations.some((one) => one.sessionTags),
  );
  return !tagged && [content.Action].flat().every((action) => action === "sts:TagSession");
}
