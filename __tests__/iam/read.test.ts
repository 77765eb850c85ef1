import { type PolicyKind, readPolicy } from "../../src/iam";

const read = (document: unknown, kind: PolicyKind = "identity") =>
  readPolicy(typeof document === "string" ? document : JSON.stringify(document), kind);
const statement = (more: Readonly<Record<string, unknown>>, kind: PolicyKind = "identity") =>
  read({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*", ...more }] }, kind);
const trust = (more: Readonly<Record<string, unknown>>) =>
  read(
    { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole", ...more }] },
    "trust",
  );

test("reads one statement or a list, one text or a list", () => {
  expect(
    read({ Statement: { Effect: "Deny", Action: ["S3:Get*"], NotResource: "*" } }).policy?.statements[0],
  ).toMatchObject({
    effect: "Deny",
    actions: { negated: false, of: [{ text: "s3:get*" }] },
    resources: { negated: true },
    pointer: "/Statement",
  });
});

test("reads a bare account as its root, and * as everybody", () => {
  const named = (Principal: unknown) =>
    trust({ Principal }).policy?.statements[0]?.principals?.of.map(({ name }) => name);
  expect(named({ AWS: ["111111111111", "*"] })).toEqual(["arn:aws:iam::111111111111:root", "*"]);
  expect(named("*")).toEqual(["*"]);
});

test("before version 2012-10-17 a variable is text", () => {
  const conditions = (Version?: string) =>
    read({
      Version,
      Statement: {
        Effect: "Allow",
        Action: "*",
        Resource: "*",
        Condition: { StringEquals: { "s3:prefix": "${aws:username}" } },
      },
    }).policy?.statements[0]?.conditions[0]?.values[0]?.glob?.plain;
  expect([conditions(), conditions("2008-10-17"), conditions("2012-10-17")]).toEqual([
    "${aws:username}",
    "${aws:username}",
    undefined,
  ]);
});

describe("fails with a pointer to", () => {
  test.each([
    ["what is not JSON", read("{"), "", /not JSON/],
    ["what is not an object", read([]), "", /not an object/],
    ["an unknown element of the document", read({ Statements: [] }), "/Statements", /not an element/],
    ["an unknown version", read({ Version: "2012-10-18", Statement: [] }), "/Version", /2012-10-18/],
    ["a missing Statement", read({ Version: "2012-10-17" }), "", /no Statement/],
    ["an empty Statement", read({ Statement: [] }), "/Statement", /empty/],
    ["an unknown element of a statement", statement({ Actions: "*" }), "/Statement/0/Actions", /not an element/],
    ["a wrong Effect", statement({ Effect: "allow" }), "/Statement/0/Effect", /allow/],
    ["a missing Effect", statement({ Effect: undefined }), "/Statement/0", /no Effect/],
    ["a Sid with a space", statement({ Sid: "a b" }), "/Statement/0/Sid", /a b/],
    ["a missing Action", statement({ Action: undefined }), "/Statement/0", /no Action/],
    ["an Action without a service", statement({ Action: "GetObject" }), "/Statement/0/Action", /GetObject/],
    ["Action beside NotAction", statement({ NotAction: "s3:*" }), "/Statement/0/NotAction", /Action and NotAction/],
    ["an empty Action", statement({ Action: [] }), "/Statement/0/Action", /empty/],
    ["a number among texts", statement({ Resource: ["*", 1] }), "/Statement/0/Resource/1", /1/],
    ["a missing Resource", statement({ Resource: undefined }), "/Statement/0", /no Resource/],
    ["a Resource that is no ARN", statement({ Resource: "bucket" }), "/Statement/0/Resource", /bucket/],
    [
      "a Resource with 11 digits",
      statement({ Resource: "arn:aws:sqs:us-east-1:11111111111:q" }),
      "/Statement/0/Resource",
      /12 digits/,
    ],
    ["an unknown operator", statement({ Condition: { StringIs: {} } }), "/Statement/0/Condition/StringIs", /StringIs/],
    [
      "Null with IfExists",
      statement({ Condition: { NullIfExists: { "aws:username": "true" } } }),
      "/Statement/0/Condition/NullIfExists",
      /Null/,
    ],
    [
      "a key without a service",
      statement({ Condition: { Bool: { mfa: true } } }),
      "/Statement/0/Condition/Bool/mfa",
      /mfa/,
    ],
    [
      "a key with a slash",
      statement({ Condition: { Bool: { "aws:RequestTag/a": {} } } }),
      "/Statement/0/Condition/Bool/aws:RequestTag~1a",
      /value/,
    ],
    ["a Principal in an identity policy", statement({ Principal: "*" }), "/Statement/0/Principal", /Principal/],
    ["a Resource in a trust policy", trust({ Resource: "*" }), "/Statement/0/Resource", /Resource/],
    ["a missing Principal", trust({ Principal: undefined }), "/Statement/0", /no Principal/],
    ["a mistyped action in a trust policy", trust({ Action: "sts:TagSessions" }), "/Statement/0/Action", /TagSessions/],
    [
      "another service's action in a trust policy",
      trust({ Action: "s3:GetObject" }),
      "/Statement/0/Action",
      /s3:GetObject/,
    ],
    [
      "an account of 11 digits",
      trust({ Principal: { AWS: "11111111111" } }),
      "/Statement/0/Principal/AWS",
      /12 digits/,
    ],
    [
      "an ARN of 11 digits",
      trust({ Principal: { AWS: "arn:aws:iam::11111111111:root" } }),
      "/Statement/0/Principal/AWS",
      /12 digits/,
    ],
    [
      "an ARN of IAM with a region",
      trust({ Principal: { AWS: "arn:aws:iam:us-east-1:111111111111:root" } }),
      "/Statement/0/Principal/AWS",
      /has the region "us-east-1"/,
    ],
    [
      "an ARN of no partition",
      trust({ Principal: { AWS: "arn:awss:iam::111111111111:root" } }),
      "/Statement/0/Principal/AWS",
      /partition of .* is "awss"/,
    ],
    [
      "a provider's ARN with a region",
      trust({ Principal: { Federated: "arn:aws:iam:us-east-1:111111111111:oidc-provider/example.com" } }),
      "/Statement/0/Principal/Federated",
      /has the region "us-east-1"/,
    ],
    [
      "a principal with a wildcard",
      trust({ Principal: { AWS: "arn:aws:iam::111111111111:role/*" } }),
      "/Statement/0/Principal/AWS",
      /wildcard/,
    ],
    ["an unknown type of principal", trust({ Principal: { Role: "a" } }), "/Statement/0/Principal", /Role/],
    ["a service that is none", trust({ Principal: { Service: "pods" } }), "/Statement/0/Principal/Service", /pods/],
    [
      "a provider that is none",
      trust({ Principal: { Federated: "oidc" } }),
      "/Statement/0/Principal/Federated",
      /oidc/,
    ],
  ])("%s", (_, { problem }, pointer, message) => {
    expect(problem).toMatchObject({
      pointer,
      message: expect.stringMatching(message),
      awsError: expect.stringMatching(/^MalformedPolicyDocument: /),
    });
  });
});

test("fails for a document that is longer than any that AWS saves", () => {
  const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${"x".repeat(10_240)}` };
  const { problem } = readPolicy(JSON.stringify({ Version: "2012-10-17", Statement: statement }), "identity");
  expect(problem?.awsError).toMatch(/^LimitExceeded/);
});

test("a refusal quotes a long value by its beginning", () => {
  const { problem } = read({ Version: "x".repeat(5_000), Statement: [] });
  expect(problem?.message).toMatch(/^Version is "x{50,250}…$/);
});

test("NotPrincipal fails in a trust policy, but for one that AWS holds already", () => {
  const statement = { Effect: "Deny", NotPrincipal: { AWS: "111111111111" }, Action: "sts:AssumeRole" };
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statement });
  const holder = { service: "role", arn: undefined, account: undefined, partition: "aws", guarded: undefined };
  expect(readPolicy(text, "trust", { ...holder, saved: false }).problem?.pointer).toBe("/Statement/NotPrincipal");
  expect(readPolicy(text, "trust", { ...holder, saved: true }).problem).toBeUndefined();
});
