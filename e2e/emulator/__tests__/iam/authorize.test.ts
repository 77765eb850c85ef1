import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  PutRolePermissionsBoundaryCommand,
  SetDefaultPolicyVersionCommand,
} from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient, PutKeyPolicyCommand } from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Keys } from "../../types";
import { A, B, errorOf, policy, TestAws } from "../support/aws";
import { deleteRole, makeRole, putPolicy, trusts } from "../support/roles";

let aws: TestAws;
before(async () => {
  aws = await TestAws.start();
});
after(() => aws.stop());

const ROOT = { AWS: `arn:aws:iam::${A}:root` };
/** A role of account A and the keys of a session of it. */
async function caller(name: string, own: readonly object[]): Promise<{ arn: string; keys: Keys }> {
  const arn = await makeRole(aws, A, name, [trusts(ROOT)], own);
  return { arn, keys: await aws.assume(aws.administrator(A), arn) };
}

async function makeBucket(Bucket: string, account = B): Promise<string> {
  const s3 = new S3Client(aws.state.client(account));
  await aws.write(account, "s3", "CreateBucket", { Bucket }, () => s3.send(new CreateBucketCommand({ Bucket })));
  return `arn:aws:s3:::${Bucket}`;
}
async function putBucketPolicy(Bucket: string, ...statements: object[]): Promise<void> {
  const [s3, Policy] = [new S3Client(aws.state.client(B)), policy(...statements)];
  const send = () => s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  await aws.write(B, "s3", "PutBucketPolicy", { Bucket }, send, Policy);
}
const reads = (resource: string) => ({ Effect: "Allow", Action: "s3:GetObject", Resource: `${resource}/*` });

test("an object of another account needs the caller's policies and the bucket's, and S3 does not say which refuse", async () => {
  const bucket = await makeBucket("across");
  const { arn, keys } = await caller("reader", [{ Effect: "Allow", Action: "s3:List*", Resource: "*" }]);
  const may = () => aws.may(keys, "s3:GetObject", `${bucket}/a`, B);
  const refused = async (refusedBy: string, explicit: boolean) => {
    assert.equal(await may(), "AccessDenied: Access Denied");
    const decision = aws.enforcement.decisions.at(-1);
    assert.deepEqual([decision?.refusedBy, decision?.explicit], [refusedBy, explicit]);
  };
  await refused("both", false);
  await putPolicy(aws, A, "reader", [reads(bucket)]);
  await refused("resource", false);
  await putBucketPolicy("across", { ...reads(bucket), Principal: { AWS: arn } });
  assert.equal(await may(), "yes");
  await putBucketPolicy(
    "across",
    { ...reads(bucket), Principal: { AWS: arn } },
    { ...reads(bucket), Effect: "Deny", Principal: ROOT },
  );
  await refused("resource", true);
});

test("in the bucket's own account S3 says which policies refuse", async () => {
  const bucket = await makeBucket("own-words", A);
  const { keys } = await caller("local", [{ Effect: "Allow", Action: "s3:List*", Resource: "*" }]);
  const user = `User: arn:aws:sts::${A}:assumed-role/local/session is not authorized to perform: s3:GetObject on resource: "${bucket}/a"`;
  assert.equal(
    await aws.may(keys, "s3:GetObject", `${bucket}/a`, A),
    `AccessDenied: ${user} because no identity-based policy allows the s3:GetObject action`,
  );
  await putPolicy(aws, A, "local", [{ ...reads(bucket), Effect: "Deny" }]);
  assert.equal(
    await aws.may(keys, "s3:GetObject", `${bucket}/a`, A),
    `AccessDenied: ${user} with an explicit deny in an identity-based policy`,
  );
});

test("inside one account either side is enough, and a boundary limits the caller's", async () => {
  const bucket = await makeBucket("own", A);
  const { keys } = await caller("owner", [reads(bucket)]);
  const may = () => aws.may(keys, "s3:GetObject", `${bucket}/a`, A);
  assert.equal(await may(), "yes");
  const text = policy({ Effect: "Allow", Action: "sts:*", Resource: "*" });
  await aws.iam(A, "CreatePolicy", new CreatePolicyCommand({ PolicyName: "boundary", PolicyDocument: text }));
  await aws.iam(
    A,
    "PutRolePermissionsBoundary",
    new PutRolePermissionsBoundaryCommand({
      RoleName: "owner",
      PermissionsBoundary: `arn:aws:iam::${A}:policy/boundary`,
    }),
  );
  assert.match(await may(), /because no permissions boundary allows the s3:GetObject action$/);
});

test("of a managed policy the default version counts", async () => {
  const bucket = await makeBucket("versions", A);
  const { keys } = await caller("versioned", []);
  const may = () => aws.may(keys, "s3:GetObject", `${bucket}/a`, A);
  const PolicyArn = `arn:aws:iam::${A}:policy/versions`;
  const [reading, other] = [policy(reads(bucket)), policy({ ...reads(bucket), Action: "s3:PutObject" })];
  await aws.iam(A, "CreatePolicy", new CreatePolicyCommand({ PolicyName: "versions", PolicyDocument: other }));
  await aws.iam(A, "AttachRolePolicy", new AttachRolePolicyCommand({ RoleName: "versioned", PolicyArn }));
  assert.match(await may(), /^AccessDenied/);
  const version = { PolicyArn, PolicyDocument: reading, SetAsDefault: true };
  await aws.iam(A, "CreatePolicyVersion", new CreatePolicyVersionCommand(version));
  assert.equal(await may(), "yes");
  const first = new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v1" });
  await aws.iam(A, "SetDefaultPolicyVersion", first);
  assert.match(await may(), /^AccessDenied/);
});

test("a role that is made again is no longer whom a bucket's policy names", async () => {
  const bucket = await makeBucket("bound");
  const { arn, keys } = await caller("bound", [reads(bucket)]);
  await putBucketPolicy("bound", { ...reads(bucket), Principal: { AWS: arn } });
  assert.equal(await aws.may(keys, "s3:GetObject", `${bucket}/a`, B), "yes");
  await deleteRole(aws, A, "bound");
  const again = await caller("bound", [reads(bucket)]);
  assert.match(await aws.may(again.keys, "s3:GetObject", `${bucket}/a`, B), /^AccessDenied/);
  await putBucketPolicy("bound", { ...reads(bucket), Principal: { AWS: arn } });
  assert.equal(await aws.may(again.keys, "s3:GetObject", `${bucket}/a`, B), "yes");
});

test("a bucket's policy cannot name a role that does not exist", async () => {
  const bucket = await makeBucket("nobody");
  const put = () =>
    putBucketPolicy("nobody", { ...reads(bucket), Principal: { AWS: `arn:aws:iam::${A}:role/nobody` } });
  assert.equal(await errorOf(put), "MalformedPolicy: Invalid principal in policy");
});

test("a new bucket takes no public policy, and one that was let in gives other accounts nothing while it is restricted", async () => {
  const bucket = await makeBucket("public");
  const { keys } = await caller("outsider", [reads(bucket)]);
  const everybody = { ...reads(bucket), Principal: "*" };
  const put = () => errorOf(() => putBucketPolicy("public", everybody));
  assert.match(await put(), /^AccessDenied: .* because public policies are blocked by the BlockPublicPolicy/);
  await putBucketPolicy("public", { ...everybody, Condition: { StringEquals: { "aws:PrincipalAccount": A } } });
  assert.equal(await aws.may(keys, "s3:GetObject", `${bucket}/a`, B), "yes");
  const s3 = new S3Client(aws.state.client(B));
  const block = async (RestrictPublicBuckets: boolean) => {
    const PublicAccessBlockConfiguration = { BlockPublicPolicy: false, RestrictPublicBuckets };
    const input = { Bucket: "public", PublicAccessBlockConfiguration };
    await aws.write(B, "s3", "PutPublicAccessBlock", { Bucket: "public" }, () =>
      s3.send(new PutPublicAccessBlockCommand(input)),
    );
  };
  await block(true);
  assert.equal(await put(), "no error");
  assert.match(await aws.may(keys, "s3:GetObject", `${bucket}/a`, B), /^AccessDenied/);
  assert.equal(aws.enforcement.decisions.at(-1)?.explicit, true);
  await block(false);
  assert.equal(await aws.may(keys, "s3:GetObject", `${bucket}/a`, B), "yes");
  await block(true);
  const gone = () => s3.send(new DeletePublicAccessBlockCommand({ Bucket: "public" }));
  await aws.write(B, "s3", "DeletePublicAccessBlock", { Bucket: "public" }, gone);
  assert.equal(await aws.may(keys, "s3:GetObject", `${bucket}/a`, B), "yes");
});

test("a policy is public that gives to everybody without a fixed value of where they are", async () => {
  const bucket = await makeBucket("everybody");
  const { arn } = await caller("somebody", []);
  const put = (Condition: object, more: object = { Principal: "*" }) =>
    errorOf(() => putBucketPolicy("everybody", { ...reads(bucket), ...more, Condition }));
  const address = (value: string) => ({ IpAddress: { "aws:SourceIp": value } });
  const role = (value: string) => ({ ArnLike: { "aws:PrincipalArn": value } });
  const user = (value: string) => ({ StringLike: { "aws:userid": value } });
  for (const open of [
    {},
    address("0.0.0.0/0"),
    address("10.0.0.0/7"),
    address("2000::/3"),
    role("arn:aws:iam::*:role/reader"),
    user("*:api"),
    { StringEquals: { "aws:PrincipalAccount": "${aws:PrincipalTag/account}" } },
    { StringNotEquals: { "aws:PrincipalAccount": A } },
    { StringEquals: { "aws:PrincipalTag/team": "payments" } },
  ])
    assert.match(await put(open), /BlockPublicPolicy/, JSON.stringify(open));
  for (const closed of [
    address("10.0.0.0/8"),
    address("192.0.2.1"),
    address("2001:db8::/32"),
    role(`arn:aws:iam::${A}:role/*`),
    user("AROA*"),
  ])
    assert.equal(await put(closed), "no error", JSON.stringify(closed));
  assert.match(await put({}, { NotPrincipal: { AWS: arn } }), /BlockPublicPolicy/);
});

test("a key's policy must allow, or hand on to the account's own policies", async () => {
  const kms = new KMSClient(aws.state.client(A));
  const all = (Principal: object) => ({ Effect: "Allow", Principal, Action: "kms:*", Resource: "*" });
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: policy(all(ROOT)) }));
  const key = KeyMetadata?.Arn ?? "";
  const { keys } = await caller("decrypter", [{ Effect: "Allow", Action: "kms:Decrypt", Resource: key }]);
  assert.equal(await aws.may(keys, "kms:Decrypt", key, A), "yes");
  assert.match(
    await aws.may(keys, "kms:Encrypt", key, A),
    /^AccessDeniedException: .* no identity-based policy allows/,
  );
  const Policy = policy(all({ AWS: `arn:aws:iam::${A}:user/administrator` }));
  const put = new PutKeyPolicyCommand({ KeyId: key, PolicyName: "default", Policy });
  await aws.write(A, "kms", "PutKeyPolicy", { KeyId: key, Policy }, () => kms.send(put));
  assert.match(await aws.may(keys, "kms:Decrypt", key, A), /no resource-based policy allows the kms:Decrypt action/);
});

test("a queue's policy is asked", async () => {
  const sqs = new SQSClient(aws.state.client(B));
  const queue = `arn:aws:sqs:us-east-1:${B}:orders`;
  const send = { Effect: "Allow", Action: "sqs:SendMessage", Resource: queue };
  const { arn, keys } = await caller("sender", [send]);
  const input = { QueueName: "orders", Attributes: { Policy: policy({ ...send, Principal: { AWS: arn } }) } };
  await aws.write(B, "sqs", "CreateQueue", input, () => sqs.send(new CreateQueueCommand(input)));
  assert.equal(await aws.may(keys, "sqs:SendMessage", queue, B), "yes");
  assert.match(
    await aws.may(keys, "sqs:ReceiveMessage", queue, B),
    /^AccessDenied: .* sqs:ReceiveMessage on resource: arn:aws:sqs/,
  );
});

test("a session policy limits what the role's own policies give", async () => {
  const bucket = await makeBucket("session", A);
  const role = await makeRole(aws, A, "limited", [trusts(ROOT)], [reads(bucket)]);
  const Policy = policy({ ...reads(bucket), Resource: `${bucket}/a` });
  const keys = await aws.assume(aws.administrator(A), role, { Policy });
  assert.equal(await aws.may(keys, "s3:GetObject", `${bucket}/a`, A), "yes");
  assert.match(
    await aws.may(keys, "s3:GetObject", `${bucket}/b`, A),
    /because no session policy allows the s3:GetObject/,
  );
});

test("a variable in a policy stands for the session's tag", async () => {
  const bucket = await makeBucket("tags", A);
  const own = [{ Effect: "Allow", Action: "s3:GetObject", Resource: `${bucket}/\${aws:PrincipalTag/team}/*` }];
  const role = await makeRole(aws, A, "tagged", [trusts(ROOT)], own);
  const keys = await aws.assume(aws.administrator(A), role, { Tags: [{ Key: "team", Value: "payments" }] });
  assert.equal(await aws.may(keys, "s3:GetObject", `${bucket}/payments/a`, A), "yes");
  assert.match(await aws.may(keys, "s3:GetObject", `${bucket}/search/a`, A), /^AccessDenied/);
});
