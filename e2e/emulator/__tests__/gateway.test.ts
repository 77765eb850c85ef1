import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { Sha256 } from "@aws-crypto/sha256-js";
import { CreateRoleCommand, IAMClient, ListRolesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CreateQueueCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import { AwsError, ConnectionDropped } from "..";
import { A, B, useEmulator } from "./support/emulator";

const here = useEmulator();
const { client } = here;

test("an administrator is who its keys say", async () => {
  const sts = client(STSClient, here.emulator.administrator(A));
  const identity = await sts.send(new GetCallerIdentityCommand({}));
  assert.equal(identity.Account, A);
});

test("wrong keys are refused, and so is a wrong secret", async () => {
  const unknown = { accessKeyId: "AKIAUNKNOWN", secretAccessKey: "x" };
  await assert.rejects(client(STSClient, unknown).send(new GetCallerIdentityCommand({})), {
    name: "InvalidClientTokenId",
  });
  const wrong = { ...here.emulator.administrator(A), secretAccessKey: "x" };
  await assert.rejects(client(STSClient, wrong).send(new GetCallerIdentityCommand({})), {
    name: "SignatureDoesNotMatch",
  });
  await assert.rejects(client(S3Client, wrong).send(new ListObjectsV2Command({ Bucket: "b" })), {
    name: "SignatureDoesNotMatch",
  });
});

const KEYS = [
  "plain",
  "with space",
  "a+b",
  "ü/ö",
  "a//b",
  "/first",
  "a%2Fb",
  "a&b=c?d#e",
  "(x)*!'",
  "dir/",
  "a/../b",
  "~",
];

test("objects of every kind of key come back, and are listed by their own names", async () => {
  const s3 = client(S3Client, here.emulator.administrator(A));
  await s3.send(new CreateBucketCommand({ Bucket: "odd" }));
  for (const Key of KEYS) {
    await s3.send(new PutObjectCommand({ Bucket: "odd", Key, Body: `body of ${Key}` }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "odd", Key }));
    assert.equal(await Body?.transformToString(), `body of ${Key}`);
  }
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: "odd" }));
  assert.deepEqual(Contents?.map(({ Key }) => Key).sort(), [...KEYS].sort());
});

test("another account's bucket needs its policy", async () => {
  const outsider = client(S3Client, here.emulator.administrator(B));
  await assert.rejects(outsider.send(new GetObjectCommand({ Bucket: "odd", Key: "plain" })), { name: "AccessDenied" });
  await assert.rejects(outsider.send(new CreateBucketCommand({ Bucket: "odd" })), { name: "BucketAlreadyExists" });
});

test("a node's session may what its role may, object by object", async () => {
  const iam = client(IAMClient, here.emulator.administrator(A));
  await iam.send(
    new CreateRoleCommand({
      RoleName: "node",
      Path: "/nodes/",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
      }),
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: "node",
      PolicyName: "delete",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "s3:DeleteObject", Resource: "arn:aws:s3:::odd/p*" }],
      }),
    }),
  );
  const session = await here.emulator.instanceSession(`arn:aws:iam::${A}:role/nodes/node`, "i-1");
  const s3 = client(S3Client, session);
  const { Deleted, Errors } = await s3.send(
    new DeleteObjectsCommand({ Bucket: "odd", Delete: { Objects: [{ Key: "plain" }, { Key: "a&b=c?d#e" }] } }),
  );
  assert.deepEqual(
    Deleted?.map(({ Key }) => Key),
    ["plain"],
  );
  assert.deepEqual(
    Errors?.map(({ Key, Code }) => [Key, Code]),
    [["a&b=c?d#e", "AccessDenied"]],
  );
  const all = { Bucket: "odd", Delete: { Objects: [{ Key: "~" }] } };
  assert.equal((await s3.send(new DeleteObjectsCommand(all))).Errors?.length, 1);
  await assert.rejects(s3.send(new GetObjectCommand({ Bucket: "odd", Key: "missing" })), { name: "AccessDenied" });
});

test("only who may list a bucket learns that an object is not there", async () => {
  const iam = client(IAMClient, here.emulator.administrator(A));
  const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
  const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  await iam.send(new CreateRoleCommand({ RoleName: "getter", AssumeRolePolicyDocument: policy(trust) }));
  const may = (Action: string, Resource: string) =>
    iam.send(
      new PutRolePolicyCommand({
        RoleName: "getter",
        PolicyName: Action.replace(":", "-"),
        PolicyDocument: policy({ Effect: "Allow", Action, Resource }),
      }),
    );
  await may("s3:GetObject", "arn:aws:s3:::odd/*");
  const s3 = client(S3Client, await here.emulator.instanceSession(`arn:aws:iam::${A}:role/getter`, "i-1"));
  await s3.send(new GetObjectCommand({ Bucket: "odd", Key: "~" }));
  const missing = { Bucket: "odd", Key: "missing" };
  const status = (error: { $metadata?: { httpStatusCode?: number } }) => error.$metadata?.httpStatusCode;
  await assert.rejects(s3.send(new GetObjectCommand(missing)), { name: "AccessDenied" });
  await assert.rejects(s3.send(new HeadObjectCommand(missing)), (error: object) => status(error) === 403);
  await may("s3:ListBucket", "arn:aws:s3:::odd");
  await assert.rejects(s3.send(new GetObjectCommand(missing)), { name: "NoSuchKey" });
  await assert.rejects(s3.send(new HeadObjectCommand(missing)), (error: object) => status(error) === 404);
});

test("a session's token that is not its key's is an error of its own to S3 alone", async () => {
  const session = await here.emulator.instanceSession(`arn:aws:iam::${A}:role/nodes/node`, "i-2");
  const wrong = { ...session, sessionToken: "x" };
  await assert.rejects(client(S3Client, wrong).send(new ListObjectsV2Command({ Bucket: "odd" })), {
    name: "InvalidToken",
    message: "The provided token is malformed or otherwise not valid.",
  });
  await assert.rejects(client(STSClient, wrong).send(new GetCallerIdentityCommand({})), {
    name: "InvalidClientTokenId",
  });
});

test("a stream, which is signed without its body, is stored as it is", async () => {
  const s3 = client(S3Client, here.emulator.administrator(A));
  const Body = Readable.from([Buffer.from("first "), Buffer.from("second")]);
  await s3.send(new PutObjectCommand({ Bucket: "odd", Key: "stream", Body, ContentLength: 12 }));
  const { Body: stored } = await s3.send(new GetObjectCommand({ Bucket: "odd", Key: "stream" }));
  assert.equal(await stored?.transformToString(), "first second");
});

test("a presigned URL is good for as long as it says", async () => {
  const { hostname, port, host } = new URL(here.emulator.endpoint);
  const credentials = here.emulator.administrator(A);
  const signer = new SignatureV4({
    ...{ credentials, region: "eu-central-1", service: "s3" },
    sha256: Sha256,
    uriEscapePath: false,
  });
  const headers = { host, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
  const get = { method: "GET", protocol: "http:", hostname, port: Number(port), path: "/odd/stream", headers };
  const answer = async (age: number) => {
    const options = { expiresIn: 60, signingDate: new Date(Date.now() - age) };
    const { path, query } = await signer.presign(new HttpRequest(get), options);
    const response = await fetch(
      `${here.emulator.endpoint}${path}?${new URLSearchParams(query as Record<string, string>)}`,
    );
    return `${response.status} ${await response.text()}`;
  };
  assert.equal(await answer(30_000), "200 first second");
  assert.match(await answer(90_000), /^403 .*<Code>AccessDenied<\/Code><Message>Request has expired<\/Message>/s);
});

test("addresses that moto hands out lead back to the emulator", async () => {
  const sqs = client(SQSClient, here.emulator.administrator(A));
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "queue" }));
  assert.ok(QueueUrl.startsWith(`${here.emulator.endpoint}/${A}/`), QueueUrl);
  const send = new SendMessageCommand({ QueueUrl, MessageBody: "hello" });
  await sqs.send(send);
  await assert.rejects(client(SQSClient, here.emulator.administrator(B)).send(send), { name: "AccessDenied" });
});

test("an operation that is not implemented is refused by its name", async () => {
  const s3 = client(S3Client, here.emulator.administrator(A));
  await assert.rejects(s3.send(new GetObjectRetentionCommand({ Bucket: "odd", Key: "stream" })), {
    name: "NotImplemented",
    message: "GET /odd/stream?retention= is no S3 request that is known here.",
  });
});

test("a bucket has the tags that it is made with", async () => {
  const s3 = client(S3Client, here.emulator.administrator(A));
  const Tags = [{ Key: "team", Value: "data" }];
  await s3.send(new CreateBucketCommand({ Bucket: "tagged", CreateBucketConfiguration: { Tags } }));
  assert.deepEqual((await s3.send(new GetBucketTaggingCommand({ Bucket: "tagged" }))).TagSet, Tags);
});

test("a fault is an error of AWS's, or a connection that ends", async () => {
  const iam = client(IAMClient, here.emulator.administrator(A));
  const seen: unknown[] = [];
  try {
    here.emulator.onRequest = (request) => {
      seen.push(request);
      throw new AwsError("Throttling", "Rate exceeded");
    };
    await assert.rejects(iam.send(new ListRolesCommand({})), { name: "Throttling", message: "Rate exceeded" });
    assert.deepEqual(seen, [{ service: "iam", operation: "ListRoles", account: A }]);
    here.emulator.onRequest = () => {
      throw new ConnectionDropped();
    };
    await assert.rejects(iam.send(new ListRolesCommand({})), { code: "ECONNRESET" });
  } finally {
    here.emulator.onRequest = undefined;
  }
  await iam.send(new ListRolesCommand({}));
});

test("nothing is left after a reset, and keys are the same", async () => {
  const keys = here.emulator.administrator(A);
  await here.emulator.reset();
  assert.deepEqual(here.emulator.administrator(A), keys);
  await assert.rejects(client(S3Client, keys).send(new ListObjectsV2Command({ Bucket: "odd" })), {
    name: "NoSuchBucket",
  });
  const { Roles } = await client(IAMClient, keys).send(new ListRolesCommand({}));
  assert.deepEqual(Roles, []);
});
