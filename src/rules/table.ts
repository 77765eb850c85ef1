import { ASSUMPTIONS } from "./assumptions";
import { ACCESS } from "./configuration/access";
import { FORM } from "./configuration/form";
import { NAMES } from "./configuration/names";
import { OUTPUT } from "./configuration/output";
import { REFERENCES } from "./configuration/references";
import { RENAMING } from "./configuration/renaming";
import { ROLES } from "./configuration/roles";
import { SERVICES } from "./configuration/services";
import { STATE } from "./configuration/state";
import { TARGETS } from "./configuration/targets";
import { EXPECTATIONS } from "./expectations";
import { FINDINGS } from "./findings";
import { GRANT_CODES } from "./hop-codes/grants";
import { IRSA_CODES, NAME_CODES, POD_IDENTITY_CODES, REFUSED_CODES, ROLE_CODES } from "./hop-codes/mechanisms";
import { POLICY_CODES } from "./hop-codes/policies";
import { INTRUSIONS } from "./intruders";
import type { Level, Rule } from "./rule";

const CONFIGURATION = [
  ...FORM,
  ...NAMES,
  ...REFERENCES,
  ...SERVICES,
  ...ACCESS,
  ...ROLES,
  ...TARGETS,
  ...STATE,
  ...RENAMING,
  ...OUTPUT,
];
const HOP_CODES = [
  ...POLICY_CODES,
  ...NAME_CODES,
  ...REFUSED_CODES,
  ...ROLE_CODES,
  ...POD_IDENTITY_CODES,
  ...IRSA_CODES,
  ...GRANT_CODES,
];

/** A rule of configurations. */
export type RuleId = (typeof CONFIGURATION)[number]["id"];
/** What `prove` warns of; none of it denies a hop. */
export type FindingId = (typeof FINDINGS)[number]["id"];
/** Why a hop is denied or unknown, or under which condition it is allowed. */
export type HopCode = (typeof HOP_CODES)[number]["id"];
type OutcomeId = (typeof INTRUSIONS | typeof ASSUMPTIONS | typeof EXPECTATIONS)[number]["id"];
/** Anything that the answer of `prove` names; each is a rule of its SARIF. */
export type ProofRuleId = FindingId | HopCode | OutcomeId;

/** A part of the table, which is a section of docs/rules.md. */
export interface Section {
  readonly title: string;
  /** Where it is written, below src/rules. */
  readonly source: string;
  /** What its levels mean, in one paragraph. */
  readonly about: string;
  readonly rules: readonly Rule<Level>[];
}

/** Everything with an id that users see. */
export const TABLE: Readonly<
  Record<"configuration" | "findings" | "hopCodes" | "intruders" | "assumptions" | "expectations", Section>
> = {
  configuration: {
    title: "Configuration",
    source: "configuration/",
    about: "An error ends the run with exit 2 before anything is written; a warning is printed and the run goes on.",
    rules: CONFIGURATION,
  },
  findings: {
    title: "Findings of `prove`",
    source: "findings.ts",
    about: "Printed beside the chains. A warning refutes nothing.",
    rules: FINDINGS,
  },
  hopCodes: {
    title: "Hop codes of `prove`",
    source: "hop-codes/",
    about:
      "The cause at a hop that is not allowed: an error denies it, a warning leaves it unknown, and so does an error that concerns only a part of what the hop asks for. A note stands at a hop that is allowed. The hop itself has the exact change, with names and values.",
    rules: HOP_CODES,
  },
  intruders: {
    title: "Intruders of `prove`",
    source: "intruders.ts",
    about: "Ids in SARIF. An intruder that may get in, but does not for certain, is a warning there.",
    rules: INTRUSIONS,
  },
  assumptions: {
    title: "Assumptions of `prove`",
    source: "assumptions.ts",
    about:
      "Ids in SARIF; the answer and `--assume` have them without the first word. A chain that rests on one is `conditional` until it is accepted. What to do is what removes it.",
    rules: ASSUMPTIONS,
  },
  expectations: {
    title: "Expectations of `prove`",
    source: "expectations.ts",
    about: "Ids in SARIF, for lines of the file given with `--expect`.",
    rules: EXPECTATIONS,
  },
};

export const RULES: readonly (Rule & { readonly id: RuleId })[] = CONFIGURATION;

/** A function that finds a rule by its id. */
function lookUp<R extends Rule<Level>>(rules: readonly R[]): (id: R["id"]) => R {
  const byId = new Map<string, R>(rules.map((rule) => [rule.id, rule]));
  return (id) => {
    const rule = byId.get(id);
    if (!rule) throw new Error(`no rule ${id} in the table`);
    return rule;
  };
}

/** The rule of configurations of that id. */
export const ruleOf = lookUp(RULES);

/** The entry that describes something in the answer of `prove`. */
export const proofRuleOf = lookUp<Rule<Level> & { readonly id: ProofRuleId }>([
  ...FINDINGS,
  ...HOP_CODES,
  ...INTRUSIONS,
  ...ASSUMPTIONS,
  ...EXPECTATIONS,
]);

const RULE_IDS: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));

/** Whether `text` is the id of a rule of configurations. */
export const isRuleId = (text: string): text is RuleId => RULE_IDS.has(text);
