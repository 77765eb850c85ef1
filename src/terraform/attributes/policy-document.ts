import { POLICY_VERSION } from "../../aws";
import { mayBeSame } from "../../unknown/compare-texts";
import { hasUnknown } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { jsonencode } from "../expression/functions/jsonencode";
import { isDictionary, isList, OneOfTwo, refused, textOrUnknown, unknownOf, type Value } from "../value";
import type { ResourceFacts } from "./resource-facts";

type Json = { readonly [name: string]: Value };

/**
 * The JSON of an aws_iam_policy_document, as the provider renders it: source documents, then its statements, then
 * override documents; a statement replaces one of the same Sid.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
 */
export function policyDocument(subject: ResourceFacts): Value {
  const sources = documents(subject, "source_policy_documents", "source_json");
  const overrides = documents(subject, "override_policy_documents", "override_json");
  if (sources instanceof UnknownValue) return sources;
  if (overrides instanceof UnknownValue) return overrides;
  const own = ownDocument(subject);
  if (own instanceof UnknownValue) return own;
  const repeated = repeatedSid(sources) ?? repeatedSid([own]);
  if (repeated !== undefined) return refused(`the provider refuses statements of one Sid: ${repeated}`);
  const all = [...sources, own, ...overrides];
  if (all.length > 1 && mayReplaceAnother(all))
    return new UnknownValue("after-apply", "a Sid is not known, and may be that of a statement which it would replace");
  const merged = all.reduce(merge, {});
  return jsonencode({ ...merged, Version: merged.Version ?? POLICY_VERSION });
}

/** A Sid that two statements have, which then do not replace each other. */
function repeatedSid(documents: readonly Json[]): string | undefined {
  const sids = documents
    .flatMap(statementsOf)
    .flatMap((one) => (isDictionary(one) && typeof one.Sid === "string" && one.Sid !== "" ? [one.Sid] : []));
  return sids.find((sid, index) => sids.indexOf(sid) < index);
}

/** Whether some statement has a Sid of which it is not known if it is another statement's. */
function mayReplaceAnother(documents: readonly Json[]): boolean {
  const sids = documents.flatMap(statementsOf).flatMap((one) => (isDictionary(one) ? (one.Sid ?? []) : []));
  const texts = [...new Set(sids)].filter((sid) => typeof sid === "string");
  return texts
    .filter(hasUnknown)
    .some((sid) => texts.some((other) => other !== "" && other !== sid && mayBeSame(sid, other)));
}

function merge(into: Json, document: Json): Json {
  const statements = [...statementsOf(into)];
  for (const statement of statementsOf(document)) {
    const sid = isDictionary(statement) ? statement.Sid : undefined;
    const at =
      sid === undefined || sid === "" ? -1 : statements.findIndex((other) => isDictionary(other) && other.Sid === sid);
    if (at === -1) statements.push(statement);
    else statements[at] = statement;
  }
  const versions = [into.Version, document.Version].filter((version) => typeof version === "string").sort();
  const id = document.Id ?? into.Id;
  return {
    ...(versions.length > 0 ? { Version: versions.at(-1) ?? null } : {}),
    ...(id === undefined || id === null ? {} : { Id: id }),
    Statement: statements,
  };
}

const statementsOf = ({ Statement }: Json): readonly Value[] =>
  Statement === undefined || Statement === null ? [] : isList(Statement) ? Statement : [Statement];

/** Other documents that are named in a list, or in the single attribute of older providers. */
function documents(subject: ResourceFacts, list: string, single: string): readonly Json[] | UnknownValue {
  const value = subject.set(list);
  const one = subject.set(single);
  const texts = [...(value === null ? [] : isList(value) ? value : [value]), ...(one === null ? [] : [one])];
  const unknown = unknownOf(texts);
  if (unknown) return unknown;
  const parsed: Json[] = [];
  for (const text of texts) {
    if (text === null || text === "") continue;
    const document = typeof text === "string" ? parse(text) : undefined;
    if (document === undefined) return refused(`${list} has an element that is not a JSON object`, text);
    parsed.push(document);
  }
  return parsed;
}

function parse(text: string): Json | undefined {
  try {
    const document = JSON.parse(text) as Value;
    return isDictionary(document) ? document : undefined;
  } catch {
    return undefined;
  }
}

function ownDocument(subject: ResourceFacts): Json | UnknownValue {
  const version = subject.set("version");
  if (version instanceof UnknownValue) return version;
  const blocks = subject.set("statement");
  if (blocks instanceof UnknownValue) return blocks;
  const id = subject.set("policy_id");
  const statements: Value[] = [];
  for (const [index, block] of (blocks === null ? [] : isList(blocks) ? blocks : [blocks]).entries()) {
    const statement = isDictionary(block)
      ? render(block, `${subject.stack}/${subject.address}.statement[${index}]`)
      : new UnknownValue("no-value", "a statement is not a block");
    if (statement instanceof UnknownValue) return statement;
    statements.push(statement);
  }
  return { Version: version ?? POLICY_VERSION, ...(id === null ? {} : { Id: id }), Statement: statements };
}

/** A value that makes the document unknown. */
class Open extends Error {
  constructor(readonly unknown: UnknownValue) {
    super();
  }
}

function render(block: Json, name: string): Json | UnknownValue {
  try {
    const sid = fixed(block.sid);
    return {
      ...(sid === undefined || sid === "" ? {} : { Sid: sid }),
      Effect: fixed(block.effect) ?? "Allow",
      ...element("Action", texts(block.actions, `${name}.actions`)),
      ...element("NotAction", texts(block.not_actions, `${name}.not_actions`)),
      ...element("Resource", texts(block.resources, `${name}.resources`).map(variables)),
      ...element("NotResource", texts(block.not_resources, `${name}.not_resources`).map(variables)),
      ...principals("Principal", block.principals, `${name}.principals`),
      ...principals("NotPrincipal", block.not_principals, `${name}.not_principals`),
      ...conditions(block.condition, `${name}.condition`),
    };
  } catch (error) {
    if (error instanceof Open) return error.unknown;
    throw error;
  }
}

/** The provider's `&{…}` is a policy variable's `${…}`. */
const variables = (text: string): string => text.replaceAll("&{", "${");

/** A text that must be known. */
function fixed(value: Value | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (value instanceof UnknownValue) throw new Open(value);
  const text = textOrUnknown(value, "");
  if (text === undefined) throw new Open(new UnknownValue("no-value", "a part of a statement is not a string"));
  return text;
}

/** Texts of a list, unknown ones included. */
function texts(given: Value | undefined, name: string): readonly string[] {
  // to AWS these lists are sets
  const value = given instanceof OneOfTwo && isList(given.first) && isList(given.second) ? given.second : given;
  if (value === undefined || value === null) return [];
  if (value instanceof UnknownValue) throw new Open(value);
  return (isList(value) ? value : [value]).map((one, index) => {
    const text =
      one instanceof UnknownValue && !one.isText && one.origin === undefined
        ? undefined
        : textOrUnknown(one, `${name}[${index}]`);
    if (text === undefined)
      throw new Open(
        one instanceof UnknownValue
          ? one
          : new UnknownValue("no-value", "a statement has a value that is not a string"),
      );
    return text;
  });
}

const element = (name: string, values: readonly string[]): Json =>
  values.length === 0 ? {} : { [name]: single(values) };

const single = (values: readonly string[]): Value => (values.length === 1 ? (values[0] ?? null) : values);

const blocksOf = (value: Value | undefined): readonly Json[] => {
  if (value instanceof UnknownValue) throw new Open(value);
  return value === undefined || value === null ? [] : (isList(value) ? value : [value]).filter(isDictionary);
};

function principals(element: string, value: Value | undefined, name: string): Json {
  const blocks = blocksOf(value).map((block, index) => ({
    type: fixed(block.type) ?? "",
    identifiers: texts(block.identifiers, `${name}[${index}].identifiers`).map(variables),
  }));
  const [first] = blocks;
  if (!first) return {};
  if (blocks.length === 1 && first.type === "*" && first.identifiers.length === 1 && first.identifiers[0] === "*")
    return { [element]: "*" };
  const byType = new Map<string, readonly string[]>();
  for (const { type, identifiers } of blocks) byType.set(type, [...(byType.get(type) ?? []), ...identifiers]);
  return { [element]: Object.fromEntries([...byType].map(([type, identifiers]) => [type, single(identifiers)])) };
}

/** The values of conditions with one test and key are one list, whichever block they stand in. */
function conditions(value: Value | undefined, name: string): Json {
  const tests = new Map<string, Map<string, readonly string[]>>();
  for (const [index, block] of blocksOf(value).entries()) {
    const test = fixed(block.test) ?? "";
    const key = textOrUnknown(block.variable ?? null, `${name}[${index}].variable`) ?? "";
    const values = texts(block.values, `${name}[${index}].values`).map(variables);
    const keys = tests.get(test) ?? new Map<string, readonly string[]>();
    keys.set(key, [...(keys.get(key) ?? []), ...values]);
    tests.set(test, keys);
  }
  if (tests.size === 0) return {};
  const rendered = (keys: ReadonlyMap<string, readonly string[]>) =>
    Object.fromEntries([...keys].map(([key, values]) => [key, single(values)]));
  return { Condition: Object.fromEntries([...tests].map(([test, keys]) => [test, rendered(keys)])) };
}
