import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreatePolicyCommand, CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { A, B, errorOf, policy, TestAws } from "../../support/aws";
import { makeRole, PODS, trusts } from "../../support/roles";

let aws: TestAws;
before(async () => {
  aws = await TestAws.start();
  await makeRole(aws, A, "known", [trusts(PODS)], [], "/pods/");
});
after(() => aws.stop());

const ALLOW = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
let made = 0;
const trustError = (...statements: object[]) =>
  errorOf(() => {
    made += 1;
    const input = { RoleName: `role-${made}`, AssumeRolePolicyDocument: policy(...statements) };
    return aws.iam(B, "CreateRole", new CreateRoleCommand(input));
  });
const policyError = (text: string) =>
  errorOf(() => {
    made += 1;
    return aws.iam(B, "CreatePolicy", new CreatePolicyCommand({ PolicyName: `policy-${made}`, PolicyDocument: text }));
  });
const invalid = (type: string, name: string) =>
  `MalformedPolicyDocument: Invalid principal in policy: "${type}":"${name}"`;

test("a role in a trust must exist, with its path", async () => {
  const arn = (name: string) => `arn:aws:iam::${A}:role/${name}`;
  assert.equal(await trustError(trusts({ AWS: arn("pods/known") })), "no error");
  for (const name of ["known", "pods/knows", "other/known"])
    assert.equal(await trustError(trusts({ AWS: arn(name) })), invalid("AWS", arn(name)));
  const session = `arn:aws:sts::${A}:assumed-role/nobody/session`;
  assert.equal(await trustError(trusts({ AWS: session })), invalid("AWS", session));
});

test("AWS principals are accounts, ARNs without wildcards, or everybody", async () => {
  assert.equal(await trustError(trusts({ AWS: [A, `arn:aws:iam::${A}:root`, "*"] })), "no error");
  for (const name of ["11111111111", "known", `arn:aws:iam::${A}:role/*`, `arn:aws:iam:${A}:root`])
    assert.equal(await trustError(trusts({ AWS: name })), invalid("AWS", name));
});

test("a user in a trust must exist, and every account has its administrator", async () => {
  const arn = (name: string) => `arn:aws:iam::${A}:user/${name}`;
  assert.equal(await trustError(trusts({ AWS: arn("administrator") })), "no error");
  assert.equal(await trustError(trusts({ AWS: arn("nobody") })), invalid("AWS", arn("nobody")));
});

test("services must be ones that exist", async () => {
  for (const name of ["pods.eks.amazonaws.com", "ec2.amazonaws.com", "logs.eu-west-1.amazonaws.com"])
    assert.equal(await trustError(trusts({ Service: name })), "no error");
  for (const name of ["pods.eks.amazonaws.con", "pod.eks.amazonaws.com", "ec2"])
    assert.equal(await trustError(trusts({ Service: name })), invalid("SERVICE", name));
});

test("identity providers are not looked for", async () => {
  const web = { Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity" };
  const Federated = `arn:aws:iam::${A}:oidc-provider/oidc.example/id`;
  assert.equal(await trustError({ ...web, Principal: { Federated } }), "no error");
  assert.equal(
    await trustError({ ...web, Principal: { Federated: "oidc.example" } }),
    invalid("FEDERATED", "oidc.example"),
  );
});

test("a trust has principals and actions of STS, and no resource", async () => {
  const trust = { Effect: "Allow", Principal: PODS, Action: "sts:AssumeRole" };
  assert.match(await trustError({ ...trust, Principal: undefined }), /Missing required field Principal/);
  assert.match(await trustError({ ...trust, Action: undefined }), /Missing required field Action/);
  assert.match(await trustError({ ...trust, Resource: "*" }), /Has prohibited field Resource/);
  for (const Action of ["s3:GetObject", "*", "sts:*"])
    assert.match(await trustError({ ...trust, Action }), /AssumeRole policy may only specify STS AssumeRole actions/);
});

test("statements have known elements, an effect as it is written, actions with a vendor and conditions that exist", async () => {
  const malformed = (message: string, statement: object) =>
    policyError(policy(statement)).then((error) => assert.equal(error, `MalformedPolicyDocument: ${message}`));
  await malformed("Syntax errors in policy.", { ...ALLOW, Actions: "x" });
  await malformed("Syntax errors in policy.", { ...ALLOW, Effect: "allow" });
  await malformed("Syntax errors in policy.", { Action: "s3:GetObject", Resource: "*" });
  await malformed("Policy statement must contain actions.", { Effect: "Allow", Resource: "*" });
  await malformed("Policy statement must contain resources.", { Effect: "Allow", Action: "s3:GetObject" });
  await malformed("Policy document should not specify a principal.", { ...ALLOW, Principal: "*" });
  await malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.", {
    ...ALLOW,
    Action: "GetObject",
  });
  await malformed("Actions/Condition can contain only one colon.", { ...ALLOW, Action: "s3:Get:Object" });
  await malformed("Invalid Condition type : StringEqual", {
    ...ALLOW,
    Condition: { StringEqual: { "aws:userid": "x" } },
  });
  assert.match(await policyError("{"), /^MalformedPolicyDocument: This policy contains invalid Json/);
  assert.match(await policyError('{"Version":"2012-10-17"}'), /^MalformedPolicyDocument: Syntax errors in policy/);
  assert.equal(
    await policyError(policy({ ...ALLOW, Condition: { "ForAnyValue:StringLikeIfExists": { "aws:TagKeys": ["x"] } } })),
    "no error",
  );
  assert.equal(await policyError(policy({ ...ALLOW, Condition: { StringEquals: { "aws:userid": [] } } })), "no error");
});

test("trusts, managed policies and all inline policies of a role have a size", async () => {
  const long = (count: number) => Array.from({ length: count }, (_, i) => `arn:aws:s3:::bucket-${1000 + i}/*`);
  const condition = { StringEquals: { "aws:userid": long(90) } };
  assert.match(
    await trustError(trusts(PODS, condition)),
    /^LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048/,
  );
  const big = policy({ ...ALLOW, Resource: long(230) });
  assert.match(await policyError(big), /^LimitExceeded: Cannot exceed quota for PolicySize: 6144/);
  const put = (PolicyName: string) =>
    errorOf(() =>
      aws.iam(A, "PutRolePolicy", new PutRolePolicyCommand({ RoleName: "known", PolicyName, PolicyDocument: big })),
    );
  assert.equal(await put("one"), "no error");
  assert.equal(await put("one"), "no error");
  assert.match(await put("two"), /^LimitExceeded: Maximum policy size of 10240 bytes exceeded for role known/);
});
