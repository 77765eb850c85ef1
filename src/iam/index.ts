export { anyWay, type Caller, matchPrincipal, namesEverybody } from "./caller";
export { type Context, holds, OPEN, type Values, variableIn } from "./condition";
export { conditionsOf, keysWith, patternsOn } from "./condition-patterns";
export { after, type Shape, witnessesOf } from "./equivalence-classes";
export {
  type ApplicablePolicies,
  applies,
  concerns,
  decide,
  evaluatePolicies,
  type PolicyEvaluation,
  type Request,
  type Source,
} from "./evaluate";
export { folded, type Glob, glob, literal, matches, textOf } from "./glob";
export { denying, elementsOf, type Mismatch, mismatches, type Nearest, nearest } from "./nearest";
export type { Condition, Policy, PolicyHolder, PolicyKind, PolicyProblem, PrincipalName, Statement } from "./policy";
export { type PolicyReading, readPolicy } from "./read";
export { type Candidates, type Choice, type Chosen, exactly, type Found, search } from "./search";
export { substituted, variablesOf } from "./text";
export { all, and, any, MAYBE, NO, not, or, type Truth, truth, YES } from "./truth";
export { sourceOf, writtenActions } from "./written";
