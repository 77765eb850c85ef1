export { InputError, type SourceLocation } from "../terraform/source-location";
export type { Answer } from "./answer";
export type {
  AcceptedIntruders,
  ChainResult,
  Decision,
  Expectation,
  ExpectationResult,
  Finding,
  Hop,
  HopId,
  Intruder,
  IntruderId,
  Proof,
  ProveOptions,
  Verdict,
} from "./proof";
export { HOPS, INTRUDERS } from "./proof";
export { prove } from "./prove";
export { answerWorlds, proveWorlds } from "./worlds";
