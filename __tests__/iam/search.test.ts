import fc from "fast-check";
import {
  after,
  type Choice,
  conditionsOf,
  denying,
  exactly,
  glob,
  literal,
  matches,
  nearest,
  OPEN,
  patternsOn,
  type Request,
  search,
  witnessesOf,
} from "../../src/iam";
import { NO, PRIMARY, policy, SESSION, type StatementJson, YES } from "./support";

const text = (values: ReturnType<typeof witnessesOf>["values"]) => values.map(({ tokens }) => tokens.join(""));

describe("representatives", () => {
  test("of literals are the literals and a value unlike them", () => {
    expect(text(witnessesOf([literal("a"), literal("b")], "other").values)).toEqual(["a", "b", "other"]);
  });

  test("of globs have one value of each class", () => {
    const { values, complete } = witnessesOf([glob("a*"), glob("*b")], "other");
    const classes = new Set(values.map((value) => `${matches(glob("a*"), value)}${matches(glob("*b"), value)}`));
    expect([complete, classes]).toEqual([true, new Set(["00", "02", "20", "22"])]);
  });

  test("of a shape have its segments, none empty", () => {
    const shape = { segments: 2, separator: ":" };
    const { values } = witnessesOf([glob("a*"), literal("a:b"), literal("a")], "x", shape);
    for (const value of text(values)) expect(value).toMatch(/^[^:]+:[^:]+$/);
    expect(text(values)).toContain("a:b");
  });

  test("of the same globs differ by shape, whichever is asked for first", () => {
    const globs = [glob("a*"), glob("*b")];
    const of = (shape?: { readonly segments: number; readonly separator: string }) =>
      text(witnessesOf(globs, "x", shape).values);
    const [plain, two, three] = [of(), of({ segments: 2, separator: ":" }), of({ segments: 3, separator: ":" })];
    expect(plain.filter((one) => one.includes(":"))).toEqual([]);
    expect(new Set(two.map((one) => one.split(":").length))).toEqual(new Set([2]));
    expect(new Set(three.map((one) => one.split(":").length))).toEqual(new Set([3]));
    expect([of(), of({ segments: 2, separator: ":" })]).toEqual([plain, two]);
  });

  test("leave no class of short strings out", () => {
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), minLength: 1, maxLength: 4 });
    const string = fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 3 }), string, (patterns, s) => {
        const globs = patterns.map(glob);
        const classOf = (value: Parameters<typeof matches>[1]) => globs.map((g) => matches(g, value)).join("");
        const { values, complete } = witnessesOf(globs, "zzz");
        if (complete) expect(values.map(classOf)).toContain(classOf(literal(s)));
      }),
      { numRuns: 500 },
    );
  });
});

test("after gives what a pattern leaves for the rest of a value", () => {
  const rest = after(glob("arn:*:role/a*"), literal("arn:aws:iam::1:role/"));
  const fits = (value: string) => rest.some((pattern) => matches(pattern, literal(value)) === YES);
  expect([fits("admin"), fits("b"), fits("x:role/a")]).toEqual([true, false, true]);
});

test("what after leaves matches a value just where the pattern matches prefix and value together", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 6 });
  const string = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 4 });
  fc.assert(
    fc.property(pattern, string, string, (written, prefix, value) => {
      const rest = after(glob(written), literal(prefix));
      const fits = rest.some((one) => matches(one, literal(value)) === YES);
      expect(fits).toBe(matches(glob(written), literal(prefix + value)) === YES);
    }),
    { numRuns: 1000 },
  );
});

describe("patternsOn", () => {
  const identity = (Condition: StatementJson) =>
    policy("identity", { Effect: "Allow", Action: "*", Resource: "*", Condition });
  const patterns = (condition: StatementJson, keys: string[], context: Readonly<Record<string, string>> = {}) =>
    patternsOn(
      conditionsOf([policy("identity", { Effect: "Allow", Action: "*", Resource: "*", Condition: condition })]),
      keys,
      (key) => (context[key] === undefined ? [] : [literal(context[key])]),
    ).map(({ tokens }) => tokens.map((token) => (token === "*any" ? "*" : token)).join(""));

  test("are the values that a key is compared with", () => {
    expect(
      patterns({ StringLike: { "sts:ExternalId": ["a*", "b"] }, Null: { "sts:ExternalId": "false" } }, [
        "sts:externalid",
      ]),
    ).toEqual(["a*", "b"]);
  });
  test("have the chosen values of other keys put in", () => {
    expect(
      patterns({ StringEquals: { "sts:ExternalId": "${aws:RequestTag/a}" } }, ["sts:externalid"], {
        "aws:requesttag/a": "x",
      }),
    ).toEqual(["x"]);
  });
  test("have the other side's value where the key is a variable", () => {
    expect(
      patterns({ StringEquals: { "sts:ExternalId": "${aws:RequestTag/a}" } }, ["aws:requesttag/a"], {
        "sts:externalid": "x",
      }),
    ).toEqual(["x"]);
  });
  test("have, where the key is a variable, what the other key may yet be, without the text around the variable", () => {
    const condition = {
      StringEquals: { "sts:ExternalId": "team-${aws:RequestTag/a}/x" },
      StringLike: { "sts:ExternalId": ["team-a*", "*-b/x"] },
    };
    const found = patternsOn(conditionsOf([identity(condition)]), ["aws:requesttag/a"], () => OPEN);
    const fits = (value: string) => found.some((pattern) => matches(pattern, literal(value)) === YES);
    expect([fits("abc"), fits("b"), fits("c")]).toEqual([true, true, false]);
  });
  test("have neighbours of numbers", () => {
    expect(patterns({ NumericLessThan: { "s3:max-keys": "10" } }, ["s3:max-keys"])).toEqual(["10", "9", "11"]);
  });
});

describe("search", () => {
  const choice = (name: string, ...values: string[]): Choice => ({ name, values: () => exactly(values.map(literal)) });
  test("finds the choice that passes and says which", () => {
    const found = search([choice("a", "1", "2"), choice("b", "1", "2")], (chosen) => {
      const [a, b] = [chosen.get("a")?.plain, chosen.get("b")?.plain];
      return a === undefined || b === undefined ? 1 : a === "2" && b === "1" ? YES : NO;
    });
    expect([found.truth, found.chosen?.get("a")?.plain, found.chosen?.get("b")?.plain]).toEqual([YES, "2", "1"]);
  });
  test("tries nothing below a choice that fails whatever follows", () => {
    let asked = 0;
    search([choice("a", "1", "2"), choice("b", ...Array(100).fill("x"))], (chosen) => {
      asked += 1;
      return chosen.size === 0 ? 1 : NO;
    });
    expect(asked).toBe(3);
  });
});

describe("the nearest statement", () => {
  const request: Request = {
    action: literal("sts:assumerole"),
    resource: undefined,
    caller: { kind: "role", account: "111111111111", roleArn: literal(PRIMARY), sessionArn: literal(SESSION) },
    context: (key) => (key === "sts:externalid" ? [literal("b")] : []),
  };
  const trust = (more: StatementJson) => ({
    Effect: "Allow",
    Principal: { AWS: PRIMARY },
    Action: "sts:AssumeRole",
    ...more,
  });
  const source = (...statements: StatementJson[]) => [{ policy: policy("trust", ...statements), label: "trust" }];

  test("is the one that fails by the least, with what it wants and what came", () => {
    const found = nearest(
      source(trust({ Action: "sts:TagSession" }), trust({ Condition: { StringEquals: { "sts:ExternalId": "a" } } })),
      request,
    );
    expect(found?.statement.pointer).toBe("/Statement/1");
    expect(found?.mismatches).toMatchObject([
      { element: "condition", got: ["b"], condition: { key: "sts:ExternalId" } },
    ]);
  });
  test("that denies is the first Deny that applies", () => {
    const found = denying(source(trust({}), { ...trust({}), Effect: "Deny" }), request);
    expect([found?.statement.pointer, found?.mismatches]).toEqual(["/Statement/1", []]);
  });
});
