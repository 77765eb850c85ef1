import { isObject, type Json, listOf } from "../collections/json";
import { hasUnknown } from "../unknown/unknown-text";
import { escaped, malformed, quotedJson, SYNTAX, VENDOR } from "./malformed-policy";
import type { Patterns, PolicyKind, PrincipalName, Statement } from "./policy";
import { EVERYBODY, principalProblem, readPrincipals } from "./principal-names";
import { conditions } from "./read-conditions";
import { policyTextOf, resourceText } from "./text";
import { checkTrustAction } from "./trust-actions";

const STATEMENT_ELEMENTS: ReadonlySet<string> = new Set(
  "Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition".split(" "),
);

/** What a document says of all its statements. */
interface StatementsOf {
  readonly kind: PolicyKind;
  /** Whether its version knows policy variables. */
  readonly variables: boolean;
  /** Of the accounts that it names by their numbers. */
  readonly partition: string;
  /** Whether AWS has saved it as it is. */
  readonly saved: boolean;
}

/** One statement of a document. @throws MalformedPolicy */
export function statementOf(json: unknown, pointer: string, of: StatementsOf): Statement {
  const { kind, variables } = of;
  if (!isObject(json))
    return malformed(pointer, SYNTAX, `a statement is ${quotedJson(json)}, not an object`, "Write it as an object.");
  const unknown = Object.keys(json).find((name) => !STATEMENT_ELEMENTS.has(name));
  if (unknown !== undefined)
    malformed(
      `${pointer}/${escaped(unknown)}`,
      SYNTAX,
      `"${unknown}" is not an element of a statement`,
      "Correct its name; names begin with a capital letter.",
    );
  const { Sid: sid, Effect: effect } = json;
  if (sid !== undefined && typeof sid !== "string")
    malformed(`${pointer}/Sid`, SYNTAX, `Sid is ${quotedJson(sid)}`, "Write a string.");
  if (typeof sid === "string" && kind !== "resource" && /[^A-Za-z0-9]/.test(sid) && !hasUnknown(sid))
    malformed(
      `${pointer}/Sid`,
      "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
      `Sid is ${quotedJson(sid)}`,
      "Use letters and digits only.",
    );
  if (effect === undefined)
    malformed(
      pointer,
      "Missing required field Effect",
      "the statement has no Effect",
      'Add "Effect": "Allow" or "Deny".',
    );
  if (effect !== "Allow" && effect !== "Deny")
    return malformed(
      `${pointer}/Effect`,
      SYNTAX,
      `Effect is ${quotedJson(effect)}`,
      'Write "Allow" or "Deny", with the capital.',
    );
  if (effect === "Allow" && kind === "resource-control")
    malformed(
      `${pointer}/Effect`,
      SYNTAX,
      "a resource control policy has an Allow statement, which only RCPFullAWSAccess may have",
      'Write "Effect": "Deny" for what no principal may do, or remove the statement.',
    );
  // only what is shown is written out again
  return {
    sid: sid as string | undefined,
    effect,
    principals: principals(json, pointer, of),
    actions: actions(json, pointer, kind),
    resources: resources(json, pointer, kind, variables),
    conditions: json.Condition === undefined ? [] : conditions(json.Condition, `${pointer}/Condition`, variables),
    pointer,
    written: json,
  };
}

function principals(json: Json, pointer: string, { kind, partition, saved }: StatementsOf): Statement["principals"] {
  const element = one(json, "Principal", pointer);
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html#notprincipal-key-points
  if (kind === "trust" && element === "NotPrincipal" && !saved)
    malformed(
      `${pointer}/${element}`,
      "Has prohibited field NotPrincipal",
      "a trust policy has NotPrincipal, which no trust policy can have",
      'Write "Principal": "*" with a condition on aws:PrincipalArn for those to exempt.',
    );
  if (kind === "resource-control") {
    if (element === "Principal" && json.Principal === "*") return { negated: false, of: [EVERYBODY] };
    return malformed(
      element === undefined ? pointer : `${pointer}/${element}`,
      SYNTAX,
      "a resource control policy applies to every principal",
      'Write "Principal": "*", and conditions for the principals to exempt.',
    );
  }
  if (kind === "identity" || kind === "organisation") {
    if (element === undefined) return undefined;
    return malformed(
      `${pointer}/${element}`,
      "Policy document should not specify a principal.",
      `${element} in a policy that is attached to its principal`,
      `Remove ${element}.`,
    );
  }
  if (element === undefined)
    return malformed(
      pointer,
      "Missing required field Principal",
      "the statement names no Principal",
      "Add Principal: who may do this.",
    );
  const at = `${pointer}/${element}`;
  const names = readPrincipals(json[element], partition);
  if (typeof names === "string")
    return malformed(at, SYNTAX, names, 'Write "*" or an object such as {"AWS": "arn:aws:iam::111111111111:root"}.');
  for (const name of names) checkPrincipal(name, at, kind);
  return { negated: element === "NotPrincipal", of: names };
}

function checkPrincipal(principal: PrincipalName, pointer: string, kind: PolicyKind): void {
  const problem = principalProblem(principal, kind);
  if (problem !== undefined)
    malformed(
      `${pointer}/${principal.type}`,
      `Invalid principal in policy: "${principal.type}":"${principal.name}"`,
      problem.message,
      problem.fix,
    );
}

/** Which of `name` and its `Not` form is there; refuses both at once. */
function one(json: Json, name: string, pointer: string): string | undefined {
  const negated = `Not${name}`;
  if (json[name] !== undefined && json[negated] !== undefined)
    malformed(`${pointer}/${negated}`, SYNTAX, `the statement has ${name} and ${negated}`, "Keep one of them.");
  return json[name] !== undefined ? name : json[negated] !== undefined ? negated : undefined;
}

/** The texts of an element: one text or a list that is not empty. */
function texts(value: unknown, pointer: string, name: string): readonly string[] {
  const list = listOf(value);
  const wrong = list.findIndex((item) => typeof item !== "string");
  if (wrong >= 0)
    malformed(
      Array.isArray(value) ? `${pointer}/${wrong}` : pointer,
      SYNTAX,
      `${name} holds ${quotedJson(list[wrong])}`,
      "Write strings only.",
    );
  if (list.length === 0) malformed(pointer, SYNTAX, `${name} is empty`, "Name at least one.");
  return list as readonly string[];
}

function actions(json: Json, pointer: string, kind: PolicyKind): Patterns {
  const element = one(json, "Action", pointer);
  if (element === undefined)
    return malformed(pointer, "Missing required field Action", "the statement has no Action", "Add Action.");
  const at = `${pointer}/${element}`;
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html#rcp-elements-table
  if (kind === "resource-control" && element === "NotAction")
    malformed(at, SYNTAX, "a resource control policy has NotAction, which it cannot", "List what is denied as Action.");
  const list = texts(json[element], at, element);
  for (const action of list) {
    if (hasUnknown(action)) continue;
    if (action !== "*" && !/^[A-Za-z0-9-]+:[A-Za-z0-9*?-]+$/.test(action))
      malformed(
        at,
        VENDOR,
        `${element} holds ${quotedJson(action)}`,
        "Write SERVICE:ACTION, such as sts:AssumeRole, or *.",
      );
    if (kind === "trust") checkTrustAction(action, at);
  }
  return {
    negated: element === "NotAction",
    of: list.map((action) => policyTextOf(action.toLowerCase(), { variables: false, wildcards: true })),
  };
}

function resources(json: Json, pointer: string, kind: PolicyKind, variables: boolean): Patterns | undefined {
  const element = one(json, "Resource", pointer);
  if (kind === "trust") {
    if (element === undefined) return undefined;
    return malformed(
      `${pointer}/${element}`,
      `Has prohibited field ${element}`,
      `a trust policy has ${element}`,
      `Remove ${element}: the role itself is the resource.`,
    );
  }
  if (element === undefined)
    return malformed(
      pointer,
      "Policy statement must contain resources.",
      "the statement has no Resource",
      "Add Resource.",
    );
  const at = `${pointer}/${element}`;
  const list = texts(json[element], at, element);
  for (const resource of list) checkResource(resource, at, element);
  return {
    negated: element === "NotResource",
    of: list.map((resource) => resourceText(resource, variables)),
  };
}

function checkResource(resource: string, pointer: string, element: string): void {
  if (hasUnknown(resource) || /^[*?]+$/.test(resource)) return;
  const fields = resource.replaceAll(/\$\{[^}]*\}/g, "x").split(":");
  const wild = /[*?]/;
  // A wildcard that ends a field may stand for the fields after it.
  const complete = fields.length >= 6 || fields.some((field) => field.endsWith("*"));
  if (!/^(arn|[*?a-z]*\*[*?a-z]*)$/.test(fields[0] ?? "") || !complete)
    malformed(
      pointer,
      `Resource ${resource} must be in ARN format or "*".`,
      `${element} holds ${quotedJson(resource)}`,
      "Write an ARN, or *.",
    );
  const account = fields[4] ?? "";
  if (fields.length >= 6 && account !== "" && !wild.test(account) && !/^(\d{12}|aws|x|[a-z-]+)$/.test(account))
    malformed(
      pointer,
      `Resource ${resource} must be in ARN format or "*".`,
      `the account of ${quotedJson(resource)} is "${account}", not 12 digits`,
      "Write the 12 digits of the account.",
    );
}
