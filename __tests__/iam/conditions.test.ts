import { holds, literal, OPEN } from "../../src/iam";
import { MAYBE, NO, policy, YES } from "./support";

type Context = Readonly<Record<string, string | readonly string[] | typeof OPEN>>;

/** Whether `context` meets the test of one key by one operator. */
function met(operator: string, key: string, value: unknown, context: Context, version = "2012-10-17"): number {
  const { statements } = policy("identity", {
    Effect: "Allow",
    Action: "*",
    Resource: "*",
    Condition: { [operator]: { [key]: value } },
  });
  const [condition] = statements[0]?.conditions ?? [];
  if (!condition) throw new Error(version);
  return holds(condition, (name) => {
    const found = Object.entries(context).find(([each]) => each.toLowerCase() === name)?.[1];
    if (found === OPEN) return OPEN;
    return found === undefined ? [] : [found].flat().map((text) => literal(text as string));
  });
}

const TEAM = "aws:PrincipalTag/team";
const cases = (
  operator: string,
  key: string,
  ...rows: readonly (readonly [wanted: unknown, got: string | readonly string[], truth: number])[]
) => rows.map(([wanted, got, truth]) => [operator, wanted, got, truth, key] as const);

describe("an operator compares as AWS's table says", () => {
  test.each([
    ...cases(
      "StringEquals",
      TEAM,
      ["payments", "payments", YES],
      ["payments", "Payments", NO],
      ["pay*", "payments", NO],
      ["a*", "a*", YES],
    ),
    ...cases(
      "StringNotEquals",
      TEAM,
      ["payments", "payments", NO],
      ["payments", "Payments", YES],
      [["a", "b"], "b", NO],
      [["a", "b"], "c", YES],
    ),
    ...cases("StringEqualsIgnoreCase", TEAM, ["payments", "PayMents", YES], ["payments", "payment", NO]),
    ...cases("StringNotEqualsIgnoreCase", TEAM, ["payments", "PAYMENTS", NO]),
    ...cases(
      "StringLike",
      TEAM,
      ["pay*", "payments", YES],
      ["pay?", "pay", NO],
      ["p?y*", "payments", YES],
      ["Pay*", "payments", NO],
    ),
    ...cases("StringNotLike", TEAM, ["pay*", "payments", NO], ["pay*", "search", YES]),
    ...cases("NumericEquals", "s3:max-keys", ["10", "10", YES], [10, "10.0", YES], ["10", "11", NO], ["10", "ten", NO]),
    ...cases("NumericNotEquals", "s3:max-keys", ["10", "10", NO], ["10", "11", YES]),
    ...cases("NumericLessThan", "s3:max-keys", ["10", "9", YES], ["10", "10", NO]),
    ...cases("NumericLessThanEquals", "s3:max-keys", ["10", "10", YES], ["10", "11", NO]),
    ...cases("NumericGreaterThan", "s3:max-keys", ["10", "11", YES], ["10", "10", NO]),
    ...cases("NumericGreaterThanEquals", "s3:max-keys", ["10", "10", YES], ["10", "9", NO]),
    ...cases(
      "DateEquals",
      "aws:CurrentTime",
      ["2026-01-01T00:00:00Z", "1767225600", YES],
      ["2026-01-01", "2026-01-01T00:00:00Z", YES],
    ),
    ...cases("DateNotEquals", "aws:CurrentTime", ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", NO]),
    ...cases("DateLessThan", "aws:CurrentTime", ["2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", YES]),
    ...cases("DateLessThanEquals", "aws:CurrentTime", ["2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z", NO]),
    ...cases("DateGreaterThan", "aws:CurrentTime", ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", NO]),
    ...cases("DateGreaterThanEquals", "aws:CurrentTime", ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", YES]),
    ...cases("Bool", "aws:SecureTransport", ["true", "true", YES], [true, "false", NO], ["TRUE", "true", YES]),
    ...cases(
      "IpAddress",
      "aws:SourceIp",
      ["203.0.113.0/24", "203.0.113.255", YES],
      ["203.0.113.0/24", "203.0.114.0", NO],
      ["203.0.113.7", "203.0.113.7", YES],
      ["2001:db8::/32", "2001:db8:ffff::1", YES],
      ["2001:db8::/32", "203.0.113.7", NO],
    ),
    ...cases(
      "NotIpAddress",
      "aws:SourceIp",
      ["203.0.113.0/24", "203.0.113.7", NO],
      ["203.0.113.7", "2001:db8::1", YES],
    ),
    ...cases("ArnEquals", "aws:PrincipalArn", [
      "arn:aws:iam::*:role/p*",
      "arn:aws:iam::111111111111:role/primary",
      YES,
    ]),
    ...cases(
      "ArnLike",
      "aws:PrincipalArn",
      ["arn:aws:iam::111111111111:role/*", "arn:aws:iam::111111111111:role/path/primary", YES],
      ["arn:aws:*:1:role/a:x", "arn:aws:iam::1:role/a:x", NO],
    ),
    ...cases("ArnNotLike", "aws:PrincipalArn", [
      "arn:aws:iam::*:role/primary",
      "arn:aws:iam::111111111111:role/primary",
      NO,
    ]),
    ...cases("ArnNotEquals", "aws:PrincipalArn", [
      "arn:aws:iam::111111111111:role/a",
      "arn:aws:iam::111111111111:role/b",
      YES,
    ]),
    ...cases("BinaryEquals", "kms:RecipientAttestation:PCR0", ["QUFB", "QUFB", YES]),
  ])("%s %j is met by %j: %i", (operator, wanted, got, truth, key) => {
    expect(met(operator, key, wanted, { [key]: got })).toBe(truth);
  });
});

test("a missing key fails a positive operator and passes a negated one", () => {
  expect(met("StringEquals", TEAM, "a", {})).toBe(NO);
  expect(met("StringNotEquals", TEAM, "a", {})).toBe(YES);
});

test("IfExists passes without the key and tests it where it is there", () => {
  expect(met("StringEqualsIfExists", TEAM, "a", {})).toBe(YES);
  expect(met("StringEqualsIfExists", TEAM, "a", { [TEAM]: "b" })).toBe(NO);
});

test("Null asks for the key to be missing or there", () => {
  expect(met("Null", TEAM, "true", {})).toBe(YES);
  expect(met("Null", TEAM, "true", { [TEAM]: "a" })).toBe(NO);
  expect(met("Null", TEAM, "false", { [TEAM]: "a" })).toBe(YES);
});

test("ForAllValues wants each value among those given and passes without the key", () => {
  const test = (...got: string[]) =>
    met("ForAllValues:StringEquals", "aws:TagKeys", ["team", "cost"], { "aws:TagKeys": got });
  expect([test(), test("team"), test("team", "cost"), test("team", "other")]).toEqual([YES, YES, YES, NO]);
});

test("ForAnyValue wants one value among those given and fails without the key", () => {
  const test = (...got: string[]) =>
    met("ForAnyValue:StringEquals", "aws:TagKeys", ["team", "cost"], { "aws:TagKeys": got });
  expect([test(), test("other"), test("other", "cost")]).toEqual([NO, NO, YES]);
});

test("whether ForAnyValue with IfExists passes without the key is unknown: AWS gives two rules", () => {
  expect(met("ForAnyValue:StringEqualsIfExists", "aws:TagKeys", "team", {})).toBe(MAYBE);
});

test("what an operator without a set qualifier makes of a key with several values is unknown, unless none could pass", () => {
  const got = { "aws:PrincipalOrgPaths": ["o-1/r-1/", "o-1/r-2/"], "aws:TagKeys": "team" };
  expect(met("StringLike", "aws:PrincipalOrgPaths", "*1/", got)).toBe(MAYBE);
  expect(met("StringLike", "aws:PrincipalOrgPaths", "x*", got)).toBe(NO);
  expect(met("StringNotEquals", "aws:PrincipalOrgPaths", "x", got)).toBe(MAYBE);
  expect(met("StringNotEquals", "aws:PrincipalOrgPaths", "o-1/r-1/", got)).toBe(NO);
  expect(met("StringEquals", "aws:TagKeys", "team", got)).toBe(MAYBE);
});

test("a list without values matches nothing", () => {
  expect(met("ForAllValues:StringEquals", "aws:TagKeys", [], {})).toBe(YES);
  expect(met("ForAllValues:StringEquals", "aws:TagKeys", [], { "aws:TagKeys": ["team"] })).toBe(NO);
  expect(met("ForAnyValue:StringEquals", "aws:TagKeys", [], { "aws:TagKeys": ["team"] })).toBe(NO);
});

test("a key's name and an operator's are compared without case", () => {
  expect(met("stringequals", "AWS:principaltag/TEAM", "a", { [TEAM]: "a" })).toBe(YES);
});

test("a variable stands for its key's value, in which * is a character", () => {
  const key = "s3:prefix";
  expect(met("StringLike", key, "${aws:PrincipalTag/team}/*", { [TEAM]: "a", [key]: "a/b" })).toBe(YES);
  expect(met("StringLike", key, "${aws:PrincipalTag/team}", { [TEAM]: "*", [key]: "b" })).toBe(NO);
});

test("a variable without a value is its default, or else equals nothing: a negated operator passes", () => {
  const context = { "s3:prefix": "a" };
  expect(met("StringEquals", "s3:prefix", "${aws:PrincipalTag/team, 'a'}", context)).toBe(YES);
  expect(met("StringEquals", "s3:prefix", "${aws:PrincipalTag/team}", context)).toBe(NO);
  expect(met("StringNotEquals", "s3:prefix", "${aws:PrincipalTag/team}", context)).toBe(YES);
  expect(met("StringNotLike", "s3:prefix", ["${aws:PrincipalTag/team}", "a"], context)).toBe(NO);
});

test("a key that may have several values cannot be a variable", () => {
  const equal = (...keys: string[]) =>
    met("StringEquals", "s3:prefix", "${aws:TagKeys}", { "s3:prefix": "a", "aws:TagKeys": keys });
  expect([equal("a", "b"), equal("a")]).toEqual([NO, NO]);
});

test("${*}, ${?} and ${$} are the characters themselves", () => {
  expect(met("StringLike", TEAM, "${*}${?}${$}", { [TEAM]: "*?$" })).toBe(YES);
  expect(met("StringLike", TEAM, "${*}", { [TEAM]: "a" })).toBe(NO);
  expect(met("StringEquals", TEAM, "${*}", { [TEAM]: "*" })).toBe(YES);
});

test("a value that is not known makes every operator unknown", () => {
  expect(met("StringEquals", TEAM, "a", { [TEAM]: OPEN })).toBe(MAYBE);
  expect(met("Null", TEAM, "true", { [TEAM]: OPEN })).toBe(MAYBE);
  expect(met("StringEquals", "s3:prefix", "${aws:PrincipalTag/team}", { [TEAM]: OPEN, "s3:prefix": "a" })).toBe(MAYBE);
});

test("what an ARN operator makes of a value that is not an ARN is unknown, unless it is unlike it anyway", () => {
  const like = (wanted: string) => {
    const context = { "aws:PrincipalArn": "arn:aws:iam::111111111111:role/a" };
    return [
      met("ArnLike", "aws:PrincipalArn", wanted, context),
      met("ArnNotLike", "aws:PrincipalArn", wanted, context),
    ];
  };
  expect(like("*")).toEqual([MAYBE, MAYBE]);
  expect(like("arn:aws:iam::*")).toEqual([MAYBE, MAYBE]);
  expect(like("arn:aws:iam::2*")).toEqual([NO, YES]);
});

test("what an empty list of values does AWS tells with a set operator only", () => {
  expect(met("StringEquals", TEAM, [], { [TEAM]: "a" })).toBe(MAYBE);
  expect(met("StringNotLike", TEAM, [], { [TEAM]: "a" })).toBe(MAYBE);
  expect(met("ForAnyValue:StringEquals", "aws:TagKeys", [], { "aws:TagKeys": ["team"] })).toBe(NO);
  expect(met("ForAllValues:StringEquals", "aws:TagKeys", [], { "aws:TagKeys": ["team"] })).toBe(NO);
  expect(met("ForAllValues:StringEquals", "aws:TagKeys", [], {})).toBe(YES);
});
