import assert from "node:assert/strict";
import { after, before, mock, test } from "node:test";
import { CreatePolicyCommand, TagRoleCommand, UpdateRoleCommand } from "@aws-sdk/client-iam";
import { A, B, policy, REGION, TestAws } from "../support/aws";
import { makeRole, mayAssume, trusts } from "../support/roles";

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

test("a role is assumed by its whole ARN", async () => {
  const whole = await makeRole(aws, B, "with-path", [trusts(asRole(A))], [], "/team/");
  await aws.assume(administrator(), whole);
  const short = whole.replace("/team/", "/");
  assert.match(await aws.refusal(administrator(), "sts:AssumeRole", assume(short)), /^AccessDenied/);
});

test("transitive tags go on through every role of a chain", async () => {
  const tagged = { StringEquals: { "aws:RequestTag/team": "payments" } };
  const third = await makeRole(aws, A, "chain-3", [trusts(asRole(B), tagged)]);
  const second = await makeRole(aws, B, "chain-2", [trusts(asRole(A))], [mayAssume(third)]);
  const first = await makeRole(aws, A, "chain-1", [trusts(asRole(A))], [mayAssume(second)]);
  const tags = { Tags: [{ Key: "team", Value: "payments" }], TransitiveTagKeys: ["team"] };
  await aws.assume(await aws.assume(await aws.assume(administrator(), first, tags), second), third);
});

test("a role's tags are its sessions', but for those that a session has itself, in any case", async () => {
  const target = await makeRole(aws, B, "for-payments", [
    trusts(asRole(A), { StringEquals: { "aws:PrincipalTag/team": "payments" } }),
  ]);
  const caller = await makeRole(aws, A, "of-payments", [trusts(asRole(A))], [mayAssume(target)]);
  const Tags = [{ Key: "team", Value: "payments" }];
  await aws.iam(A, "TagRole", new TagRoleCommand({ RoleName: "of-payments", Tags }));
  await aws.assume(await aws.assume(administrator(), caller), target);
  const other = await aws.assume(administrator(), caller, { Tags: [{ Key: "Team", Value: "search" }] });
  assert.match(await aws.refusal(other, "sts:AssumeRole", assume(target)), /^AccessDenied/);
});

test("a trust can ask for the session's name, the keys of its tags and where the request comes from", async () => {
  const keys = { "aws:TagKeys": ["team"], "sts:TransitiveTagKeys": ["team"] };
  const origin = { IpAddress: { "aws:SourceIp": "127.0.0.0/8" }, StringEquals: { "aws:RequestedRegion": REGION } };
  const role = await makeRole(aws, B, "particular", [
    {
      ...trusts(asRole(A), { ...origin, StringLike: { "sts:RoleSessionName": "sess*" } }),
      Action: "sts:AssumeRole",
    },
    { ...trusts(asRole(A), { "ForAnyValue:StringEquals": keys }), Action: "sts:TagSession" },
  ]);
  const Tags = [{ Key: "team", Value: "payments" }];
  const refusal = (more: object) => aws.refusal(administrator(), "sts:AssumeRole", assume(role, more));
  await aws.assume(administrator(), role, { Tags, TransitiveTagKeys: ["team"] });
  assert.match(await refusal({ RoleSessionName: "other" }), /perform: sts:AssumeRole on/);
  assert.match(await refusal({ Tags }), /perform: sts:TagSession on/);
  const others = { Tags: [{ Key: "cost", Value: "1" }], TransitiveTagKeys: ["cost"] };
  assert.match(await refusal(others), /perform: sts:TagSession on/);
});

test("a source identity needs sts:SetSourceIdentity at each role, and goes on with the session", async () => {
  const Action = ["sts:AssumeRole", "sts:SetSourceIdentity"];
  const named = { StringEquals: { "sts:SourceIdentity": "alice" } };
  const next = await makeRole(aws, B, "sourced", [{ ...trusts(asRole(A), named), Action }]);
  const plain = await makeRole(aws, B, "unsourced", [trusts(asRole(A))]);
  const own = { Effect: "Allow", Action, Resource: "*" };
  const caller = await makeRole(aws, A, "sourcing", [{ ...trusts(asRole(A)), Action }], [own]);
  const keys = await aws.assume(administrator(), caller, { SourceIdentity: "alice" });
  aws.takeDecisions();
  await aws.assume(keys, next);
  assert.deepEqual(aws.takeDecisions(), ["sts:AssumeRole sourced yes", "sts:SetSourceIdentity sourced yes"]);
  assert.equal(
    await aws.refusal(keys, "sts:AssumeRole", assume(plain)),
    refused("sts:SetSourceIdentity", "sourcing", plain),
  );
});

test("a session lasts from a quarter of an hour to what its role allows", async () => {
  const role = await makeRole(aws, B, "two-hours", [trusts(asRole(A))]);
  const longer = new UpdateRoleCommand({ RoleName: "two-hours", MaxSessionDuration: 7200 });
  await aws.iam(B, "UpdateRole", longer);
  const lasting = (DurationSeconds: string) =>
    aws.refusal(administrator(), "sts:AssumeRole", assume(role, { DurationSeconds }));
  assert.equal(await lasting("7200"), "no error");
  assert.match(await lasting("7201"), /^ValidationError: .* exceeds the MaxSessionDuration set for this role/);
  assert.equal(await lasting("900"), "no error");
  assert.match(await lasting("899"), /^ValidationError: .*'durationSeconds' .* greater than or equal to 900$/);
});

test("a session's name has 2 to 64 letters", async () => {
  const role = await makeRole(aws, B, "by-name", [trusts(asRole(A))]);
  const called = (RoleSessionName: string) =>
    aws.refusal(administrator(), "sts:AssumeRole", assume(role, { RoleSessionName }));
  for (const name of ["ab", "x".repeat(64)]) assert.equal(await called(name), "no error");
  for (const name of ["a", "x".repeat(65), "a b"])
    assert.match(await called(name), /^ValidationError: .*'roleSessionName'/);
});

test("a session is over when its time has come", async () => {
  const role = await makeRole(aws, A, "brief", [trusts(asRole(A))]);
  const now = Date.now();
  const keys = await aws.assume(administrator(), role, { DurationSeconds: "900" });
  mock.timers.enable({ apis: ["Date"], now: now + 890_000 });
  try {
    await aws.ask(keys, "sts:GetCallerIdentity", {});
    mock.timers.setTime(now + 910_000);
    assert.equal(
      await aws.refusal(keys, "sts:GetCallerIdentity", {}),
      "ExpiredToken: The security token included in the request is expired",
    );
  } finally {
    mock.timers.reset();
  }
});

test("managed policies limit a session as its own policy does", async () => {
  const role = await makeRole(
    aws,
    A,
    "managed",
    [trusts(asRole(A))],
    [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
  );
  const PolicyDocument = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });
  await aws.iam(A, "CreatePolicy", new CreatePolicyCommand({ PolicyName: "limit", PolicyDocument }));
  const PolicyArns = [{ arn: `arn:aws:iam::${A}:policy/limit` }];
  const keys = await aws.assume(administrator(), role, { PolicyArns });
  assert.equal(await aws.may(keys, "s3:GetObject", "arn:aws:s3:::any/a", A), "yes");
  assert.match(await aws.may(keys, "s3:PutObject", "arn:aws:s3:::any/a", A), /because no session policy allows/);
});
