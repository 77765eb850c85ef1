export { FINDINGS, type FindingId } from "./findings";
export { rulesMarkdown } from "./markdown";
export { type LocatedProblem, locate, type Path, type Problem } from "./problem";
export type { Rule } from "./rule";
export { isRuleId, RULES, type RuleId, ruleOf } from "./table";
export { duplicates, type UniqueName } from "./unique";
