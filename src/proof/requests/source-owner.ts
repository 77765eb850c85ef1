import { type Context, keysWith, literal, MAYBE, matches, NO, type Policy, type Truth, type Values } from "../../iam";
import { ABSENT } from "./context";

const SOURCE_OWNER = "aws:sourceowner";

/**
 * What the truth is whatever SNS gives for a caller of another account than the topic's: nothing or the caller's own. How it
 * decides about the topic's own account its pages do not show.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
export function withSourceOwner(
  policies: readonly Policy[],
  { caller, owner }: { readonly caller: string; readonly owner: string },
  test: (within: (context: Context) => Context) => Truth,
): Truth {
  const isOpen = keysWith(policies, SOURCE_OWNER).length === 0 || matches(literal(caller), literal(owner)) !== NO;
  if (isOpen) return test((context) => context);
  const giving = (values: Values) => test((context) => (key) => (key === SOURCE_OWNER ? values : context(key)));
  const [absent, own] = [giving(ABSENT), giving([literal(caller)])];
  return absent === own ? absent : MAYBE;
}
