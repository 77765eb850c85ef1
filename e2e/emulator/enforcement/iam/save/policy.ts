import { validateIdentityPolicy, validateResourcePolicy, validateTrustPolicy } from "@cloud-copilot/iam-policy";
import { type Document, listOf, type StatementJson } from "../../../../oracle/pair";
import { AwsError } from "../../../types";
import { documentOf } from "../document";

/** What a policy is attached to, which determines its grammar. */
export type Kind = "identity" | "trust" | "resource";

/** Makes the error that a service answers to a policy that it does not take. */
export type Malformed = (message: string) => AwsError;

export const malformed: Malformed = (message) => new AwsError("MalformedPolicyDocument", message);

const ELEMENTS: Readonly<Record<string, string>> = {
  Sid: "string",
  Effect: "string",
  Principal: "any",
  NotPrincipal: "any",
  Action: "list",
  NotAction: "list",
  Resource: "list",
  NotResource: "list",
  Condition: "any",
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATOR =
  /^(?:ForAllValues:|ForAnyValue:)?(?:String(?:Not)?(?:Equals|EqualsIgnoreCase|Like)|(?:Numeric|Date)(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like))(?:IfExists)?$|^Null$/;

const TRUST_ACTIONS = new Set(
  [
    "AssumeRole",
    "AssumeRoleWithSAML",
    "AssumeRoleWithWebIdentity",
    "TagSession",
    "SetSourceIdentity",
    "SetContext",
  ].map((name) => `sts:${name}`.toLowerCase()),
);

/**
 * Checks the grammar of a policy as AWS does when it is saved.
 * An empty list of condition values is taken, as IAM Access Analyzer's finding "Empty array condition" shows.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 */
export function checkPolicy(text: string, kind: Kind, refuse: Malformed = malformed): Document {
  const json = parsed(text, refuse);
  const statements = [json.Statement ?? []].flat() as Record<string, unknown>[];
  const unknown = Object.keys(json).some((key) => !["Version", "Id", "Statement"].includes(key));
  if (unknown || statements.length === 0 || !statements.every(wellFormed)) throw refuse("Syntax errors in policy.");
  const document = documentOf(text);
  for (const statement of document.Statement) checkStatement(statement, kind, refuse);
  const errors = VALIDATORS[kind](json);
  if (errors.length > 0) throw refuse(`Syntax errors in policy. ${errors[0]?.path}: ${errors[0]?.message}`);
  return document;
}

const VALIDATORS = {
  identity: validateIdentityPolicy,
  trust: validateTrustPolicy,
  resource: validateResourcePolicy,
};

/** @throws AwsError MalformedPolicyDocument, ValidationError (its length) */
export function checkSessionPolicy(text: string, longest: number): void {
  if (text.length > longest)
    throw new AwsError(
      "ValidationError",
      `1 validation error detected: Value at 'policy' failed to satisfy constraint: Member must have length less than or equal to ${longest}`,
    );
  checkPolicy(text, "identity");
}

function parsed(text: string, refuse: Malformed): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  } catch {
    throw refuse("This policy contains invalid Json");
  }
  throw refuse("Syntax errors in policy.");
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Elements that exist, of the right types, and Effect as it is written. */
function wellFormed(statement: unknown): boolean {
  if (!isObject(statement)) return false;
  const { Effect } = statement as { Effect?: unknown };
  return (
    (Effect === "Allow" || Effect === "Deny") &&
    Object.entries(statement).every(([element, value]) => {
      const type = ELEMENTS[element];
      if (type === "list") return [value].flat().every((each) => typeof each === "string");
      if (type === "string") return typeof value === "string";
      if (element === "Condition") return isObject(value) && Object.values(value).every(isObject);
      return type === "any" && (typeof value === "string" || isObject(value));
    })
  );
}

function checkStatement(statement: StatementJson, kind: Kind, refuse: Malformed): void {
  const { Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const named = Principal !== undefined || NotPrincipal !== undefined;
  const placed = Resource !== undefined || NotResource !== undefined;
  if (Action === undefined && NotAction === undefined)
    throw refuse(kind === "trust" ? "Missing required field Action" : "Policy statement must contain actions.");
  if (kind === "identity" && named) throw refuse("Policy document should not specify a principal.");
  if (kind !== "identity" && !named) throw refuse("Missing required field Principal");
  if (kind === "trust" && placed) throw refuse("Has prohibited field Resource");
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html#notprincipal-key-points
  if (kind === "trust" && NotPrincipal !== undefined) throw refuse("Has prohibited field NotPrincipal");
  if (kind === "identity" && !placed) throw refuse("Policy statement must contain resources.");
  if (kind === "resource" && !placed) throw refuse("Missing required field Resource");
  for (const action of [...listOf(Action), ...listOf(NotAction)]) checkAction(action, kind, refuse);
  for (const operator of Object.keys(Condition))
    if (!OPERATOR.test(operator)) throw refuse(`Invalid Condition type : ${operator}`);
}

function checkAction(action: string, kind: Kind, refuse: Malformed): void {
  const [vendor = "", name, ...more] = action.split(":");
  if (name === undefined && action !== "*")
    throw refuse("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  if (more.length > 0) throw refuse("Actions/Condition can contain only one colon.");
  if (vendor !== "*" && !/^[a-zA-Z0-9.-]+$/.test(vendor)) throw refuse(`Vendor ${vendor} is not valid`);
  if (kind === "trust" && !TRUST_ACTIONS.has(action.toLowerCase()))
    throw refuse("AssumeRole policy may only specify STS AssumeRole actions.");
}
