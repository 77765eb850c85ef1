import { hasUnknown, unknownText } from "../../src/unknown/unknown-text";
import { UnknownValue } from "../../src/unknown/unknown-value";
import { at, readStack } from "./worlds";

const rendered = async (document: object, more: object = {}) =>
  at(
    await readStack({
      data: { aws_iam_policy_document: { d: document, ...more } },
      variable: { v: {}, t: { type: "string" } },
    }),
    "data.aws_iam_policy_document.d",
  ).get("json");

const json = async (document: object, more: object = {}) => JSON.parse(String(await rendered(document, more)));

test("a list in a document may repeat an element, which changes nothing", async () => {
  const identifiers = '${coalescelist(distinct(concat(["a"], ["a${var.t}"])), ["b"])}';
  const { Statement } = await json({ statement: { principals: { type: "AWS", identifiers }, actions: ["x:Y"] } });
  expect(Statement[0].Principal.AWS).toEqual(["a", `a${unknownText("s/var.t")}`]);
});

test("a statement is rendered as the provider renders it", async () => {
  const statement = {
    sid: "A",
    actions: ["s3:GetObject"],
    not_resources: ["a", "&{aws:username}"],
    principals: { type: "AWS", identifiers: ["x", "y"] },
    condition: [
      { test: "StringEquals", variable: "aws:a", values: ["1"] },
      { test: "StringEquals", variable: "aws:b", values: ["&{aws:c}", "2"] },
    ],
  };
  expect(await json({ statement })).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "A",
        Effect: "Allow",
        Action: "s3:GetObject",
        NotResource: ["a", "${aws:username}"],
        Principal: { AWS: ["x", "y"] },
        Condition: { StringEquals: { "aws:a": "1", "aws:b": ["${aws:c}", "2"] } },
      },
    ],
  });
});

test("conditions of one test and key are one condition with the values of all", async () => {
  const block = (test: string, ...values: string[]) => ({ test, variable: "aws:a", values });
  const condition = async (...blocks: object[]) =>
    (await json({ statement: [{ actions: ["a"], condition: blocks }] })).Statement[0].Condition;
  expect(await condition(block("StringLike", "1"), block("StringLike", "2"))).toEqual({
    StringLike: { "aws:a": ["1", "2"] },
  });
  expect(await condition(block("StringLike", "1", "2"), block("StringLike", "3"), block("ArnLike", "x"))).toEqual({
    StringLike: { "aws:a": ["1", "2", "3"] },
    ArnLike: { "aws:a": "x" },
  });
});

test("everyone is *, and every AWS principal is not", async () => {
  const principals = async (type: string) =>
    (await json({ statement: [{ principals: [{ type, identifiers: ["*"] }] }] })).Statement[0].Principal;
  expect(await principals("*")).toBe("*");
  expect(await principals("AWS")).toEqual({ AWS: "*" });
});

test.each([
  ["a${var.t}", "${var.t}b", true],
  ["a${var.t}", "ab", true],
  ["a${var.t}", "b", false],
  ["a${var.t}", "a${var.t}", false],
])("a document is not known where the Sid %s may replace that of %s: %s", async (one, other, unknown) => {
  const statement = { sid: one, actions: ["s3:GetObject"], resources: ["*"] };
  const base = { b: { statement: { sid: other, actions: ["s3:ListBucket"], resources: ["*"] } } };
  const source = { source_policy_documents: ["${data.aws_iam_policy_document.b.json}"] };
  expect((await rendered({ statement, ...source }, base)) instanceof UnknownValue).toBe(unknown);
});

test("source documents come first, overrides replace by Sid", async () => {
  const document = await json(
    {
      source_policy_documents: ["${data.aws_iam_policy_document.a.json}"],
      override_policy_documents: ["${data.aws_iam_policy_document.b.json}"],
      statement: [{ sid: "own", actions: ["o"] }],
    },
    {
      a: { statement: [{ sid: "x", actions: ["a"] }, { actions: ["n"] }] },
      b: { statement: [{ sid: "x", effect: "Deny", actions: ["b"] }] },
    },
  );
  expect(document.Statement.map(({ Sid, Effect, Action }: Record<string, string>) => [Sid, Effect, Action])).toEqual([
    ["x", "Deny", "b"],
    [undefined, "Allow", "n"],
    ["own", "Allow", "o"],
  ]);
});

test("the provider refuses a Sid that two source documents have, or two statements of its own", async () => {
  const of = (sid: string) => ({ statement: [{ sid, actions: ["a"] }] });
  const both = ["${data.aws_iam_policy_document.a.json}", "${data.aws_iam_policy_document.b.json}"];
  const from = (list: string) => rendered({ [list]: both }, { a: of("x"), b: of("x") });
  expect(await from("source_policy_documents")).toBeInstanceOf(UnknownValue);
  expect(await rendered({ source_policy_documents: both }, { a: of("x"), b: of("y") })).not.toBeInstanceOf(
    UnknownValue,
  );
  // an override replaces, and so does a statement of its own what a source has
  expect(await from("override_policy_documents")).not.toBeInstanceOf(UnknownValue);
  const source = { source_policy_documents: ["${data.aws_iam_policy_document.a.json}"] };
  expect(await rendered({ ...source, ...of("x") }, { a: of("x") })).not.toBeInstanceOf(UnknownValue);
  const twice = {
    statement: [
      { sid: "x", actions: ["a"] },
      { sid: "x", actions: ["b"] },
    ],
  };
  expect(await rendered(twice)).toBeInstanceOf(UnknownValue);
});

test("dynamic statements over known values are rendered", async () => {
  const document = await json({
    dynamic: { statement: { for_each: ["a", "b"], content: { actions: ["${statement.value}"] } } },
  });
  expect(document.Statement.map(({ Action }: Record<string, string>) => Action)).toEqual(["a", "b"]);
});

test("an unknown element of a list is a symbol; an unknown effect, list or document makes it unknown", async () => {
  expect(hasUnknown(String(await rendered({ statement: [{ resources: ["${var.t}"] }] })))).toBe(true);
  expect(await rendered({ statement: [{ effect: "${var.t}" }] })).toBeInstanceOf(UnknownValue);
  expect(await rendered({ statement: [{ actions: "${var.v}" }] })).toBeInstanceOf(UnknownValue);
  expect(await rendered({ override_policy_documents: ["${var.t}"] })).toBeInstanceOf(UnknownValue);
});
