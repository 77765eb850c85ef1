import { literal } from "../../src/iam";
import { answer, MAYBE, NO, PRIMARY, type Question, SESSION, type StatementJson, YES } from "./support";

const allow = (Action: unknown, Resource: unknown = "*", more: StatementJson = {}): StatementJson => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const deny = (Action: unknown, Resource: unknown = "*", more: StatementJson = {}): StatementJson => ({
  ...allow(Action, Resource, more),
  Effect: "Deny",
});
const OBJECT = "arn:aws:s3:::data/a.csv";
const get = (question: Partial<Question>) => answer({ action: "s3:GetObject", resource: OBJECT, ...question });
const to = (name: unknown, more: StatementJson = {}) => allow("s3:*", "*", { Principal: { AWS: name }, ...more });
const ROOT = "arn:aws:iam::111111111111:root";

describe("an action or resource matches", () => {
  test.each([
    ["s3:GetObject", YES],
    ["S3:getobject", YES],
    ["s3:Get*", YES],
    ["s3:*Object", YES],
    ["s3:GetObjec?", YES],
    ["s3:GetObject?", NO],
    ["*", YES],
    ["s3:PutObject", NO],
  ])("action %s: %i", (pattern, truth) => expect(get({ identity: allow(pattern) })).toBe(truth));

  test.each([
    [OBJECT, YES],
    ["arn:aws:s3:::data/*", YES],
    ["arn:aws:s3:::data", NO],
    ["arn:aws:s3:::Data/*", NO],
    ["arn:aws:s3:::dat?/a.csv", YES],
    ["arn:aws:s3:*", YES],
    ["arn:aws:s3*::data/a.csv", YES],
  ])("resource %s: %i", (pattern, truth) => expect(get({ identity: allow("s3:*", pattern) })).toBe(truth));

  test("a * at the end of an ARN's field goes beyond colons, one before its end does not", () => {
    const queue = (pattern: string) =>
      answer({
        action: "sqs:SendMessage",
        resource: "arn:aws:sqs:us-east-1:222222222222:orders",
        identity: allow("sqs:*", pattern),
      });
    expect([
      queue("arn:aws:sqs:us*:orders"),
      queue("arn:aws:s*2:*"),
      queue("arn:aws:sqs:us*-1:222222222222:orders"),
    ]).toEqual([YES, NO, YES]);
  });

  test("NotAction and NotResource are their opposites", () => {
    expect(get({ identity: { Effect: "Allow", NotAction: ["s3:Put*", "iam:*"], Resource: "*" } })).toBe(YES);
    expect(get({ identity: { Effect: "Allow", NotAction: "s3:Get*", Resource: "*" } })).toBe(NO);
    expect(get({ identity: { Effect: "Allow", Action: "s3:*", NotResource: "arn:aws:s3:::data/*" } })).toBe(NO);
  });

  test("a resource with a variable that has no value matches nothing, so NotResource matches all", () => {
    const Resource = "arn:aws:s3:::data/${aws:PrincipalTag/team}*";
    expect(get({ identity: allow("s3:*", Resource) })).toBe(NO);
    expect(get({ identity: { Effect: "Allow", Action: "s3:*", NotResource: Resource } })).toBe(YES);
    expect(get({ identity: allow("s3:*", Resource), context: { "aws:PrincipalTag/team": "a" } })).toBe(YES);
  });
});

describe("within an account", () => {
  test("nothing is allowed that no policy allows", () => expect(get({})).toBe(NO));
  test("the identity policy alone suffices", () => expect(get({ identity: allow("s3:*") })).toBe(YES));
  test("a resource policy that names the role suffices", () => expect(get({ resourcePolicy: to(PRIMARY) })).toBe(YES));
  test("a resource policy that names the account delegates to its policies", () => {
    expect(get({ resourcePolicy: to("111111111111") })).toBe(NO);
    expect(get({ resourcePolicy: to(ROOT), identity: allow("s3:*") })).toBe(YES);
  });
  test("a Deny anywhere wins", () => {
    const granted = { identity: allow("s3:*"), resourcePolicy: to("*"), boundary: allow("*"), scp: allow("*") };
    for (const place of ["identity", "boundary", "scp"] as const)
      expect(get({ ...granted, [place]: [granted[place], deny("s3:GetObject")] })).toBe(NO);
    expect(get({ ...granted, resourcePolicy: [granted.resourcePolicy, { ...deny("s3:*"), Principal: "*" }] })).toBe(NO);
    expect(get({ ...granted, rcp: { ...deny("s3:*"), Principal: "*" } })).toBe(NO);
  });
});

describe("a boundary or session policy", () => {
  const limits = { boundary: allow("sqs:*"), identity: allow("s3:*") };
  test("limits identity policies", () => expect(get(limits)).toBe(NO));
  test("limits what a resource policy gives the role's ARN", () =>
    expect(get({ ...limits, resourcePolicy: to(PRIMARY) })).toBe(NO));
  test("does not limit what it gives the session's ARN or everybody", () => {
    expect(get({ ...limits, resourcePolicy: to(SESSION) })).toBe(YES);
    expect(get({ ...limits, resourcePolicy: to("*") })).toBe(YES);
    expect(
      get({
        session: allow("sqs:*"),
        resourcePolicy: to("*", { Condition: { ArnEquals: { "aws:PrincipalArn": PRIMARY } } }),
        context: { "aws:PrincipalArn": PRIMARY },
      }),
    ).toBe(YES);
  });
  test("both must allow", () =>
    expect(get({ identity: allow("s3:*"), boundary: allow("s3:*"), session: allow("sqs:*") })).toBe(NO));
});

describe("across accounts", () => {
  test("both sides must allow", () => {
    expect(get({ across: true, identity: allow("s3:*") })).toBe(NO);
    expect(get({ across: true, resourcePolicy: to(PRIMARY) })).toBe(NO);
    expect(get({ across: true, identity: allow("s3:*"), resourcePolicy: to(PRIMARY) })).toBe(YES);
    expect(get({ across: true, identity: allow("s3:*"), resourcePolicy: to(ROOT) })).toBe(YES);
    expect(get({ across: true, identity: allow("s3:*"), resourcePolicy: to("*") })).toBe(YES);
  });
  test("a boundary limits even a session that the resource names", () =>
    expect(get({ across: true, identity: allow("s3:*"), boundary: allow("sqs:*"), resourcePolicy: to(SESSION) })).toBe(
      NO,
    ));
});

describe("a service control policy", () => {
  test("must allow, one of them at least", () => {
    expect(get({ identity: allow("s3:*"), scp: allow("sqs:*") })).toBe(NO);
    expect(get({ identity: allow("s3:*"), scp: [allow("sqs:*"), allow("s3:Get*")] })).toBe(YES);
  });
});

describe("a principal", () => {
  const named = (name: unknown) => get({ across: true, identity: allow("s3:*"), resourcePolicy: to(name) });
  test.each([
    ["arn:aws:iam::111111111111:role/primary", YES],
    ["arn:aws:iam::111111111112:role/primary", NO],
    ["arn:aws:iam::111111111111:role/path/primary", NO],
    ["arn:aws:iam::111111111111:role/Primary", NO],
    ["arn:aws:iam::111111111111:user/primary", NO],
    ["111111111112", NO],
    [SESSION, YES],
    [`${SESSION}-2`, NO],
  ])("%s: %i", (name, truth) => expect(named(name)).toBe(truth));

  test("a session whose name is not known may be the one that is named", () => {
    const caller = { kind: "role", account: "111111111111", roleArn: literal(PRIMARY), sessionArn: undefined } as const;
    expect(get({ caller, resourcePolicy: to(SESSION) })).toBe(MAYBE);
    expect(get({ caller, resourcePolicy: to("arn:aws:sts::111111111111:assumed-role/other/x") })).toBe(NO);
  });

  test("a service and a provider are named as such, and no other caller is anonymous", () => {
    const trust = (principal: unknown, caller: Question["caller"]) =>
      answer({ action: "sts:AssumeRole", caller, trust: { Effect: "Allow", Action: "sts:*", Principal: principal } });
    const pods = { kind: "service", name: "pods.eks.amazonaws.com" } as const;
    const provider = "arn:aws:iam::222222222222:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/A";
    expect(trust({ Service: pods.name }, pods)).toBe(YES);
    expect(trust({ Service: "ec2.amazonaws.com" }, pods)).toBe(NO);
    expect(trust({ Federated: provider }, { kind: "federated", provider })).toBe(YES);
    expect(trust({ Federated: `${provider}B` }, { kind: "federated", provider })).toBe(NO);
    expect(trust({ AWS: "*" }, { kind: "anonymous" })).toBe(YES);
    expect(trust({ AWS: ROOT }, { kind: "anonymous" })).toBe(NO);
  });
});

describe("NotPrincipal with Deny", () => {
  const spare = (...AWS: string[]) => [
    to("*"),
    { Effect: "Deny", Action: "s3:*", Resource: "*", NotPrincipal: { AWS } },
  ];
  test("spares a session whose account, role and session are all named", () =>
    expect(get({ resourcePolicy: spare(ROOT, PRIMARY, SESSION) })).toBe(YES));
  test("is unknown for a session of which not all three are named", () =>
    expect(get({ resourcePolicy: spare(PRIMARY) })).toBe(MAYBE));
  test("denies everybody else", () => expect(get({ resourcePolicy: spare("222222222222") })).toBe(NO));
  test("denies every role with a boundary, whomever it names", () =>
    expect(get({ boundary: allow("*"), resourcePolicy: spare(ROOT, PRIMARY, SESSION) })).toBe(NO));
});

describe("a trust or key policy decides even within one account", () => {
  const assume = (question: Partial<Question>) =>
    answer({ action: "sts:AssumeRole", resource: "arn:aws:iam::111111111111:role/target", ...question });
  const trust = (AWS: string) => ({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS } });
  test("an identity policy alone does not suffice", () => {
    expect(assume({ identity: allow("sts:*"), trust: trust("222222222222") })).toBe(NO);
    expect(assume({ identity: allow("sts:*"), trust: trust(ROOT) })).toBe(YES);
    expect(assume({ trust: trust(ROOT) })).toBe(NO);
    expect(assume({ trust: trust(PRIMARY) })).toBe(YES);
  });
  test("the default key policy leaves the key to IAM", () => {
    const key = { Effect: "Allow", Action: "kms:*", Resource: "*", Principal: { AWS: ROOT } };
    const decrypt = (identity?: StatementJson) =>
      answer({ action: "kms:Decrypt", resource: "arn:aws:kms:us-east-1:111111111111:key/k", key, identity });
    expect([decrypt(), decrypt(allow("kms:Decrypt"))]).toEqual([NO, YES]);
  });
});
