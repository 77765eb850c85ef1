import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { A, B, errorOf, policy, TestAws } from "../support/aws";
import { deleteRole, makeRole, mayAssume, putPolicy, trusts } from "../support/roles";

let aws: TestAws;
before(async () => {
  aws = await TestAws.start();
});
after(() => aws.stop());

const asRole = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });
const administrator = () => aws.administrator(A);
const assume = (arn: string, more = {}) => ({ RoleArn: arn, RoleSessionName: "session", ...more });
const refused = (action: string, caller: string, role: string) =>
  `AccessDenied: User: arn:aws:sts::${A}:assumed-role/${caller}/session is not authorized to perform: ${action} on resource: ${role}`;

test("across accounts the caller's policies and the role's trust must both allow", async () => {
  const target = await makeRole(aws, B, "both-target", [trusts(asRole(A))]);
  const caller = await makeRole(aws, A, "both-caller", [trusts(asRole(A))]);
  const keys = await aws.assume(administrator(), caller);
  assert.equal(
    await aws.refusal(keys, "sts:AssumeRole", assume(target)),
    refused("sts:AssumeRole", "both-caller", target),
  );
  await putPolicy(aws, A, "both-caller", [mayAssume(target)]);
  assert.match(
    JSON.stringify(await aws.ask(keys, "sts:AssumeRole", assume(target))),
    /assumed-role\/both-target\/session/,
  );
  const deaf = await makeRole(aws, B, "deaf", [trusts(asRole("333333333333"))]);
  await putPolicy(aws, A, "both-caller", [mayAssume(deaf)]);
  aws.takeDecisions();
  assert.equal(await aws.refusal(keys, "sts:AssumeRole", assume(deaf)), refused("sts:AssumeRole", "both-caller", deaf));
  assert.deepEqual(aws.takeDecisions(), ["sts:AssumeRole deaf resource"]);
});

test("a role that does not exist is refused in the words of one that does not trust", async () => {
  const caller = await makeRole(aws, A, "searcher", [trusts(asRole(A))], [mayAssume("*")]);
  const keys = await aws.assume(administrator(), caller);
  const missing = `arn:aws:iam::${B}:role/nobody`;
  assert.equal(
    await aws.refusal(keys, "sts:AssumeRole", assume(missing)),
    refused("sts:AssumeRole", "searcher", missing),
  );
});

test("tags need sts:TagSession of both sides", async () => {
  const target = await makeRole(aws, B, "tagged", [trusts(asRole(A))]);
  const caller = await makeRole(
    aws,
    A,
    "untagging",
    [trusts(asRole(A))],
    [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: target }],
  );
  const keys = await aws.assume(administrator(), caller);
  await aws.assume(keys, target);
  const tagged = assume(target, { Tags: [{ Key: "team", Value: "payments" }] });
  aws.takeDecisions();
  assert.equal(await aws.refusal(keys, "sts:AssumeRole", tagged), refused("sts:TagSession", "untagging", target));
  assert.deepEqual(aws.takeDecisions(), ["sts:AssumeRole tagged yes", "sts:TagSession tagged identity"]);
});

test("an external id that the trust asks for must be sent", async () => {
  const target = await makeRole(aws, B, "external", [trusts(asRole(A), { StringEquals: { "sts:ExternalId": "x/y" } })]);
  assert.match(await aws.refusal(administrator(), "sts:AssumeRole", assume(target)), /^AccessDenied/);
  assert.match(
    await aws.refusal(administrator(), "sts:AssumeRole", assume(target, { ExternalId: "x/z" })),
    /^AccessDenied/,
  );
  await aws.assume(administrator(), target, { ExternalId: "x/y" });
});

test("sts:ExternalId does not exist for TagSession", async () => {
  const target = await makeRole(aws, B, "external-tags", [
    trusts(asRole(A), { StringEquals: { "sts:ExternalId": "x" } }),
  ]);
  const request = assume(target, { ExternalId: "x", Tags: [{ Key: "a", Value: "b" }] });
  assert.match(await aws.refusal(administrator(), "sts:AssumeRole", request), /perform: sts:TagSession on/);
});

test("transitive tags are request tags and principal tags at the next role, and cannot be sent again", async () => {
  const target = await makeRole(aws, B, "second", [
    trusts(asRole(A), { StringEquals: { "aws:RequestTag/team": "payments", "aws:PrincipalTag/team": "payments" } }),
  ]);
  const caller = await makeRole(aws, A, "first", [trusts(asRole(A))], [mayAssume(target)]);
  const tags = { Tags: [{ Key: "team", Value: "payments" }] };
  const passing = await aws.assume(administrator(), caller, tags);
  assert.match(await aws.refusal(passing, "sts:AssumeRole", assume(target)), /^AccessDenied/);
  const handingOn = await aws.assume(administrator(), caller, { ...tags, TransitiveTagKeys: ["team"] });
  aws.takeDecisions();
  await aws.assume(handingOn, target);
  assert.deepEqual(aws.takeDecisions(), ["sts:AssumeRole second yes", "sts:TagSession second yes"]);
  assert.equal(
    await aws.refusal(handingOn, "sts:AssumeRole", assume(target, { Tags: [{ Key: "Team", Value: "other" }] })),
    "InvalidParameterValue: One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
  );
});

test("tags are at most 50, each key once, and transitive keys are among them", async () => {
  const role = await makeRole(aws, B, "many-tags", [trusts(asRole(A))]);
  const tags = (count: number) => Array.from({ length: count }, (_, i) => ({ Key: `k${i}`, Value: "v" }));
  const refusal = (more: object) => aws.refusal(administrator(), "sts:AssumeRole", assume(role, more));
  assert.match(await refusal({ Tags: tags(51) }), /^ValidationError: .*length less than or equal to 50/);
  assert.match(
    await refusal({
      Tags: [
        { Key: "a", Value: "" },
        { Key: "A", Value: "" },
      ],
    }),
    /^InvalidParameterValue: Duplicate/,
  );
  assert.match(
    await refusal({ Tags: tags(1), TransitiveTagKeys: ["k2"] }),
    /^InvalidParameterValue: The specified transitive/,
  );
});

test("a session of a session lasts an hour at most, others what the role allows", async () => {
  const target = await makeRole(aws, B, "short", [trusts(asRole(A))]);
  const caller = await makeRole(aws, A, "chained", [trusts(asRole(A))], [mayAssume(target)]);
  const keys = await aws.assume(administrator(), caller);
  const long = { DurationSeconds: "3601" };
  assert.equal(
    await aws.refusal(keys, "sts:AssumeRole", assume(target, long)),
    "ValidationError: The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
  );
  assert.equal(
    await aws.refusal(administrator(), "sts:AssumeRole", assume(target, long)),
    "ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
  );
});

test("a session policy limits what the session may", async () => {
  const target = await makeRole(aws, B, "limited-target", [trusts(asRole(A))]);
  const caller = await makeRole(aws, A, "limited", [trusts(asRole(A))], [mayAssume("*")]);
  const other = policy({ Effect: "Allow", Action: "s3:*", Resource: "*" });
  const keys = await aws.assume(administrator(), caller, { Policy: other });
  assert.equal(await aws.refusal(keys, "sts:AssumeRole", assume(target)), refused("sts:AssumeRole", "limited", target));
});

test("a role that is made again breaks trusts in its ARN and old sessions, not trusts in its account", async () => {
  const named = `arn:aws:iam::${B}:role/named`;
  const make = () => makeRole(aws, A, "again", [trusts(asRole(A))], [mayAssume("*")]);
  const caller = await make();
  await makeRole(aws, B, "named", [trusts({ AWS: caller })]);
  const byAccount = await makeRole(aws, B, "by-account", [
    trusts(asRole(A), { ArnEquals: { "aws:PrincipalArn": caller } }),
  ]);
  const before = await aws.assume(administrator(), caller);
  await aws.assume(before, named);
  await aws.assume(before, byAccount);
  await deleteRole(aws, A, "again");
  const ended = "InvalidClientTokenId: The security token included in the request is invalid";
  assert.equal(await aws.refusal(before, "sts:GetCallerIdentity", {}), ended);
  await make();
  assert.equal(await aws.refusal(before, "sts:GetCallerIdentity", {}), ended);
  const now = await aws.assume(administrator(), caller);
  assert.equal(await aws.refusal(now, "sts:AssumeRole", assume(named)), refused("sts:AssumeRole", "again", named));
  await aws.assume(now, byAccount);
  await aws.iam(
    B,
    "UpdateAssumeRolePolicy",
    new UpdateAssumeRolePolicyCommand({
      RoleName: "named",
      PolicyDocument: policy(trusts({ AWS: caller })),
    }),
  );
  await aws.assume(now, named);
});

test("with a delay decisions see a change of IAM after so long", async () => {
  const target = await makeRole(aws, B, "late-target", [trusts(asRole(A))]);
  const caller = await makeRole(aws, A, "late", [trusts(asRole(A))], [mayAssume(`${target}-2`)]);
  const keys = await aws.assume(administrator(), caller);
  aws.enforcement.propagationDelay = 400;
  try {
    await putPolicy(aws, A, "late", [mayAssume(target)]);
    assert.match(await aws.refusal(keys, "sts:AssumeRole", assume(target)), /^AccessDenied/);
    const made = makeRole(aws, B, "late-named", [
      trusts({ AWS: await makeRole(aws, A, "late-2", [trusts(asRole(A))]) }),
    ]);
    assert.equal(
      await errorOf(() => made),
      `MalformedPolicyDocument: Invalid principal in policy: "AWS":"arn:aws:iam::${A}:role/late-2"`,
    );
    await wait(450);
    await aws.assume(keys, target);
    await makeRole(aws, B, "late-named", [trusts({ AWS: `arn:aws:iam::${A}:role/late-2` })]);
  } finally {
    aws.enforcement.propagationDelay = 0;
  }
});

test("unknown keys, and a session token of other keys, are refused", async () => {
  const unknown = { accessKeyId: "ASIAUNKNOWN", secretAccessKey: "x", sessionToken: "y" };
  assert.match(await aws.refusal(unknown, "sts:GetCallerIdentity", {}), /^InvalidClientTokenId/);
  const keys = await aws.assume(administrator(), await makeRole(aws, A, "token", [trusts(asRole(A))]));
  assert.match(await aws.refusal({ ...keys, sessionToken: "y" }, "sts:GetCallerIdentity", {}), /^InvalidToken/);
});

test("the caller's identity needs no permission", async () => {
  const keys = await aws.assume(administrator(), await makeRole(aws, A, "who", [trusts(asRole(A))]));
  const { Account, Arn, UserId } = await aws.ask(keys, "sts:GetCallerIdentity", {});
  assert.deepEqual([Account, Arn], [A, `arn:aws:sts::${A}:assumed-role/who/session`]);
  assert.match(String(UserId), /^AROA\w+:session$/);
  assert.match(await aws.refusal(keys, "sts:GetSessionToken", {}), /^NotImplemented/);
});
