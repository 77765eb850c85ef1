import fc from "fast-check";
import { type Glob, glob, literal, matches } from "../../src/iam";
import { byField } from "../../src/iam/glob";
import { unknownText } from "../../src/unknown/unknown-text";
import { MAYBE, NO, YES } from "./support";

const A = unknownText("random_pet.a.id");
const B = unknownText("random_pet.b.id");

test.each([
  ["", "", YES],
  ["*", "", YES],
  ["?", "", NO],
  ["a*c", "abc", YES],
  ["a*c", "ab", NO],
  ["*a*b*", "xaxbx", YES],
  ["a?c", "abc", YES],
  ["a", "A", NO],
  ["a**b", "ab", YES],
])("the pattern %j on the string %j: %i", (pattern, text, truth) =>
  expect(matches(glob(pattern), literal(text))).toBe(truth),
);

test.each([
  ["a*", "ab*", YES],
  ["*", "*", YES],
  ["a?", "a*", MAYBE],
  ["a*", "*b", MAYBE],
  ["a*", "b*", NO],
  ["ab", "a?", MAYBE],
  ["a?", "a?", YES],
  ["?*", "*?", YES],
])("the pattern %j on all strings of %j: %i", (pattern, wanted, truth) =>
  expect(matches(glob(pattern), glob(wanted))).toBe(truth),
);

describe("a symbol", () => {
  test("equals itself", () => expect(matches(literal(`data-${A}`), literal(`data-${A}`))).toBe(YES));
  test("is absorbed by *", () => expect(matches(glob("data-*"), literal(`data-${A}`))).toBe(YES));
  test("may be a literal that could equal it", () =>
    expect(matches(literal("data-x"), literal(`data-${A}`))).toBe(MAYBE));
  test("is no literal that cannot equal it", () => expect(matches(literal("logs-x"), literal(`data-${A}`))).toBe(NO));
  test("may be another symbol", () => expect(matches(literal(A), literal(B))).toBe(MAYBE));
  test("may be one character", () => expect(matches(glob("data-?"), literal(`data-${A}`))).toBe(MAYBE));
  test("in a pattern may match what its surroundings allow", () => {
    expect(matches(glob(`${A}/*`), literal("bucket/key"))).toBe(MAYBE);
    expect(matches(glob(`${A}/*`), literal("bucket"))).toBe(NO);
  });
});

test("as ARN operators compare, * stays within each of the first five fields", () => {
  expect(matches(byField(glob("arn:aws:*:x")), literal("arn:aws:a:b:x"))).toBe(NO);
  expect(matches(byField(glob("arn:aws:s3:::a*b")), literal("arn:aws:s3:::a:b"))).toBe(YES);
});

const text = fc.string({ unit: fc.constantFrom("a", "b", ":"), maxLength: 7 });
const pattern = fc.string({ unit: fc.constantFrom("a", "b", ":", "*", "?"), maxLength: 7 });
const reference = (p: string) => new RegExp(`^${p.replaceAll("?", "[^]").replaceAll("*", "[^]*")}$`);

test("matches a string as the regular expression of the pattern does", () => {
  fc.assert(
    fc.property(pattern, text, (p, s) => {
      expect(matches(glob(p), literal(s))).toBe(reference(p).test(s) ? YES : NO);
    }),
    { numRuns: 2_000 },
  );
});

const strings = ["", "a", "b", ":"].flatMap((a) =>
  ["", "a", "b", ":"].flatMap((b) => ["", "a", "b", ":", "ab"].map((c) => a + b + c)),
);

test("matches a pattern by YES, NO or MAYBE only as its strings allow", () => {
  fc.assert(
    fc.property(pattern, pattern, (p, r) => {
      const truth = matches(glob(p), glob(r));
      const of = strings.filter((s) => reference(r).test(s)).map((s) => reference(p).test(s));
      if (truth === YES) expect(of).not.toContain(false);
      if (truth === NO) expect(of).not.toContain(true);
    }),
    { numRuns: 2_000 },
  );
});

test("a symbol's answer holds whatever the symbol turns out to be", () => {
  const symbolic = fc.array(fc.constantFrom("a", "b", "*", A, B), { maxLength: 5 }).map((parts) => parts.join(""));
  const put = (t: string, a: string, b: string) => t.replaceAll(A, a).replaceAll(B, b);
  fc.assert(
    fc.property(symbolic, symbolic, text, text, (p, r, a, b) => {
      const concrete: Glob = literal(put(r, a, b).replaceAll("*", ""));
      const truth = matches(glob(p), literal(r.replaceAll("*", "")));
      const is = matches(glob(put(p, a, b)), concrete);
      if (truth !== MAYBE) expect(is).toBe(truth);
    }),
    { numRuns: 2_000 },
  );
});
