import { parseArn } from "../../aws";
import { parseOperator } from "../../iam/operators";
import { quote, type Sentence, say, series } from "./words";

/** How an operator compares a key with one value, and with several. */
type Wording = readonly [one: string, several: string];

const compared = (what: string): Readonly<Record<string, Wording>> => ({
  LessThan: [`is ${what} less than`, `is ${what} less than one of`],
  LessThanEquals: [`is ${what} of at most`, `is ${what} of at most one of`],
  GreaterThan: [`is ${what} greater than`, `is ${what} greater than one of`],
  GreaterThanEquals: [`is ${what} of at least`, `is ${what} of at least one of`],
});
const prefixed = (prefix: string, all: Readonly<Record<string, Wording>>) =>
  Object.fromEntries(Object.entries(all).map(([name, wording]) => [`${prefix}${name}`, wording]));

/** Operators of which one value must fit; a key that is absent does not. */
const FITS: Readonly<Record<string, Wording>> = {
  StringEquals: ["is", "is one of"],
  StringEqualsIgnoreCase: ["is, in whatever case of its letters,", "is, in whatever case of its letters, one of"],
  StringLike: ["is like", "is like one of"],
  ArnEquals: ["is an ARN like", "is an ARN like one of"],
  ArnLike: ["is an ARN like", "is an ARN like one of"],
  NumericEquals: ["is the number", "is one of the numbers"],
  ...prefixed("Numeric", compared("a number")),
  DateEquals: ["is the time", "is one of the times"],
  DateLessThan: ["is before", "is before one of"],
  DateLessThanEquals: ["is at or before", "is at or before one of"],
  DateGreaterThan: ["is after", "is after one of"],
  DateGreaterThanEquals: ["is at or after", "is at or after one of"],
  Bool: ["is the truth value", "is one of the truth values"],
  BinaryEquals: ["is, in base64,", "is, in base64, one of"],
  IpAddress: ["is in the address range", "is in one of the address ranges"],
};

/** Operators of which no value may fit; a key that is absent passes. */
const FITS_NOT: Readonly<Record<string, Wording>> = {
  StringNotEquals: ["is not", "is none of"],
  StringNotEqualsIgnoreCase: [
    "is not, in whatever case of its letters,",
    "is, in whatever case of its letters, none of",
  ],
  StringNotLike: ["is not like", "is like none of"],
  ArnNotEquals: ["is not an ARN like", "is an ARN like none of"],
  ArnNotLike: ["is not an ARN like", "is an ARN like none of"],
  NumericNotEquals: ["is not the number", "is none of the numbers"],
  DateNotEquals: ["is not the time", "is none of the times"],
  NotIpAddress: ["is not in the address range", "is in none of the address ranges"],
};

/** What a key is, by its name or its end in lower case. */
const KEYS: readonly (readonly [RegExp, string])[] = [
  [/^aws:principaltag\//, "the caller's tag"],
  [/^aws:resourcetag\//, "the resource's tag"],
  [/^aws:principalarn$/, "the caller's ARN"],
  [/^aws:principalaccount$/, "the caller's account"],
  [/^aws:principalorgid$/, "the caller's organization"],
  [/^aws:sourcearn$/, "the ARN that the service calls for"],
  [/^aws:sourceaccount$/, "the account that the service calls for"],
  [/^aws:sourceip$/, "the caller's address"],
  [/^aws:sourcevpce$/, "the VPC endpoint"],
  [/^aws:requestedregion$/, "the region that is called"],
  [/^route53:changeresourcerecordsetsrecordtypes$/, "the record types"],
  [/^route53:changeresourcerecordsetsnormalizedrecordnames$/, "the record names"],
  [/^route53:changeresourcerecordsetsactions$/, "the record changes"],
  [/^sts:externalid$/, "the external id"],
  [/^kms:viaservice$/, "the service that the call comes through"],
  [/^kms:encryptioncontext:/, "the encryption context"],
  [/^s3:prefix$/, "the prefix that is listed"],
  [/.\/.*:sub$/, "the token's subject"],
  [/.\/.*:aud$/, "the token's audience"],
];

/**
 * The tests of a statement's Condition, of which each must pass; undefined where it is no object of objects.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionsIn(condition: unknown, tags: string): readonly Sentence[] | undefined {
  if (!isObject(condition)) return undefined;
  const tests: Sentence[] = [];
  for (const [operator, keys] of Object.entries(condition)) {
    if (!isObject(keys)) return undefined;
    for (const [key, values] of Object.entries(keys)) tests.push(test(operator, key, values, tags));
  }
  return tests;
}

function test(written: string, key: string, given: unknown, tags: string): Sentence {
  const literally = say`the condition ${quote(JSON.stringify({ [written]: { [key]: given } }))} holds`;
  const operator = parseOperator(written);
  const values: readonly unknown[] = Array.isArray(given) ? given : [given];
  const texts = values.flatMap((value) => (/^(string|number|boolean)$/.test(typeof value) ? [String(value)] : []));
  // of no value, and of a set that may be absent, AWS's pages say two things
  if (!operator || texts.length === 0 || texts.length < values.length) return literally;
  const { base, set, ifExists } = operator;
  if (set === "ForAnyValue" && ifExists) return literally;
  const subject = say`${noun(key, tags)}${quote(key)}`;
  if (base === "Null") return set === undefined ? presence(subject, texts, literally) : literally;
  const known = exactly(base, texts);
  const wording = FITS[known] ?? FITS_NOT[known];
  if (!wording) return literally;
  const compares = say`${wording[texts.length === 1 ? 0 : 1]} ${series(texts)}`;
  if (set === "ForAnyValue") return say`at least one value of ${subject} ${compares}`;
  if (set === "ForAllValues") return say`every value of ${subject} ${compares} or there is none`;
  return ifExists || FITS_NOT[base] ? say`${subject} ${compares} or is absent` : say`${subject} ${compares}`;
}

/**
 * An ARN without wildcards is compared as a text is.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
function exactly(base: string, values: readonly string[]): string {
  if (!base.startsWith("Arn") || values.some((value) => /[*?$]/.test(value) || !parseArn(value))) return base;
  return base.startsWith("ArnNot") ? "StringNotEquals" : "StringEquals";
}

function presence(subject: Sentence, values: readonly string[], literally: Sentence): Sentence {
  const [value = "", ...more] = values;
  if (more.length > 0 || !/^(true|false)$/i.test(value)) return literally;
  return say`${subject} is ${value.toLowerCase() === "true" ? "absent" : "present"}`;
}

function noun(key: string, tags: string): string {
  const lower = key.toLowerCase();
  const found = lower.startsWith("aws:requesttag/") ? tags : KEYS.find(([form]) => form.test(lower))?.[1];
  return found === undefined ? "" : `${found} `;
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
