import { calls, doneToRole, onResources } from "./actions";
import { conditionsIn, isObject } from "./conditions";
import { othersThan, principalsIn } from "./principals";
import { listed, quote, type Sentence, say, whole } from "./words";

/** What a document is. */
export type DocumentKind =
  /** Of a role: who may assume it. */
  | "trust"
  /** Of a resource: who may do what to it. */
  | "resource"
  /** Of a KMS key: like a resource's, but that `*` is this key. */
  | "key"
  /** Of a role or user: what it may do. Whom that is of, in words; and whether as a boundary, which allows nothing itself. */
  | { readonly of: Sentence; readonly atMost?: boolean };

/** The policy versions in which `${…}` stands for a key of the request. */
const WITH_VARIABLES = "2012-10-17";

/** A sentence for each statement of a document, in its order. */
export function sentencesOf(document: unknown, kind: DocumentKind): readonly Sentence[] {
  const { Statement: statements, Version: version } = isObject(document) ? document : {};
  const all: readonly unknown[] = Array.isArray(statements) ? statements : statements === undefined ? [] : [statements];
  return all.map((statement) => sentenceOf(statement, kind, version === WITH_VARIABLES));
}

/**
 * One statement as one sentence: who may, or may not, do what on what under which condition. It says exactly what the
 * statement says, by itself; what is of no form that AWS documents stands in it as JSON.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function sentenceOf(statement: unknown, kind: DocumentKind, variables = true): Sentence {
  return whole(
    inWords(statement, kind, variables) ?? say`this statement has no words: ${quote(JSON.stringify(statement) ?? "")}`,
  );
}

const ELEMENTS = /^(Sid|Effect|(Not)?(Principal|Action|Resource)|Condition)$/;

function inWords(statement: unknown, kind: DocumentKind, variables: boolean): Sentence | undefined {
  if (!isObject(statement) || Object.keys(statement).some((key) => !ELEMENTS.test(key))) return undefined;
  const { Effect: effect, Principal, NotPrincipal, Condition = {} } = statement;
  if (effect !== "Allow" && effect !== "Deny") return undefined;
  const joined = effect === "Allow" ? "and" : "or";
  const actions = oneOf(statement, "Action");
  const resources = oneOf(statement, "Resource");
  if (!actions || (kind === "trust" ? hasAny(statement, "Resource") : !resources)) return undefined;
  if (typeof kind === "object" ? hasAny(statement, "Principal") : Principal !== undefined && NotPrincipal !== undefined)
    return undefined;
  const who =
    typeof kind === "object"
      ? kind.of
      : Principal === undefined
        ? othersThan(NotPrincipal)
        : principalsIn(Principal, effect);
  const ofSession = kind === "trust" || actions.values.every((action) => /^sts:/i.test(action));
  const tests = conditionsIn(Condition, ofSession ? "the session tag" : "the tag in the request");
  if (!who || !tests) return undefined;
  const what =
    kind === "trust" || !resources
      ? doneToRole(actions.values, actions.negated, joined)
      : say`${calls(actions.values, actions.negated, joined)}${
          kind === "key" && isAny(resources) ? " on this key" : onResources(resources.values, resources.negated, joined)
        }`;
  const may = effect === "Deny" ? "may not" : typeof kind === "object" && kind.atMost ? "may at most" : "may";
  const conditions = tests.flatMap((test, index) => say`${index === 0 ? "," : ", and"} if ${test}`);
  return say`${who} ${may} ${what}${conditions}${variables ? filledIn(statement) : []}`;
}

const hasAny = (statement: Readonly<Record<string, unknown>>, name: string): boolean =>
  statement[name] !== undefined || statement[`Not${name}`] !== undefined;

interface Values {
  readonly negated: boolean;
  readonly values: readonly string[];
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html#key-policy-elements */
const isAny = ({ negated, values }: Values): boolean => !negated && values.every((one) => one === "*");

/** The texts of an element or of its Not form; undefined where both or none are there, or where one is no text. */
function oneOf(statement: Readonly<Record<string, unknown>>, name: string): Values | undefined {
  const [plain, negated] = [statement[name], statement[`Not${name}`]];
  if ((plain === undefined) === (negated === undefined)) return undefined;
  const given = plain ?? negated;
  const all: readonly unknown[] = Array.isArray(given) ? given : [given];
  const values = all.filter((one) => typeof one === "string");
  return values.length > 0 && values.length === all.length ? { negated: plain === undefined, values } : undefined;
}

/** What AWS puts in place of the variables of a statement. */
function filledIn({ Resource, NotResource, Condition }: Readonly<Record<string, unknown>>): Sentence {
  const texts = textsIn([Resource, NotResource, Condition]);
  const variables = [...new Set(texts.flatMap((text) => text.match(/\$\{[\w-]+:[^}]*\}/g) ?? []))];
  if (variables.length === 0) return [];
  const otherwise = variables.some((variable) => variable.includes(","))
    ? " or, without it, for what its comma is before"
    : "";
  const stand = variables.length === 1 ? "stands for that key" : "stand for those keys";
  return say`, where ${listed(variables.map(quote), "and")} ${stand} of the request${otherwise}`;
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
