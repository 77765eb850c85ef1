export { rulesMarkdown } from "./markdown";
export { inOrder, type LocatedProblem, locate, type Path, type Problem } from "./problem";
export type { Level, Rule } from "./rule";
export {
  type FindingId,
  type HopCode,
  isRuleId,
  type ProofRuleId,
  proofRuleOf,
  RULES,
  type RuleId,
  ruleOf,
  TABLE,
} from "./table";
export { duplicates, type UniqueName } from "./unique";
