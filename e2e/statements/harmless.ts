import { type Base, customerKeysIn } from "../agreement/worlds/base";
import type { StatementMutation } from "./mutations";

/** Whether everything may still be proved without a statement. */
export function breaksNothing({ statement: { content } }: StatementMutation, { model, text }: Base): boolean {
  if (content.Effect === "Deny") return true;
  // whether a resource that exists is encrypted is an assumption; the permission for its key is written all the same
  const ofKey = [content.Action].flat().every((action) => action.startsWith("kms:"));
  if (ofKey && Object.keys(customerKeysIn(text)).length > 0) return true;
  // a pod on its way from IRSA has its other chain by this statement alone: without it that is not there to be proved
  const ofTokens = [content.Action].flat().every((action) => action === "sts:AssumeRoleWithWebIdentity");
  if (ofTokens && model.moves.length > 0) return true;
  // with session tags off nothing needs sts:TagSession
  const tagged = model.stacks.some(
    (stack) => stack.layer === "rest" && stack.associations.some((one) => one.sessionTags),
  );
  return !tagged && [content.Action].flat().every((action) => action === "sts:TagSession");
}
