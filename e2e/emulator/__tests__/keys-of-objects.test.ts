import assert from "node:assert/strict";
import { test } from "node:test";
import { CreateKeyCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { A, B, useEmulator } from "./support/emulator";

const here = useEmulator();
const { client } = here;

test("an object's own key, and its bucket's, is asked for in the name of S3", async () => {
  const kms = client(KMSClient, here.emulator.administrator(A));
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const s3 = client(S3Client, here.emulator.administrator(A));
  const rule = { SSEAlgorithm: "aws:kms", KMSMasterKeyID: KeyMetadata?.Arn } as const;
  await s3.send(new CreateBucketCommand({ Bucket: "encrypted" }));
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket: "encrypted",
      ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: rule }] },
    }),
  );
  here.emulator.forgetDecisions();
  await s3.send(new PutObjectCommand({ Bucket: "encrypted", Key: "object", Body: "x" }));
  await s3.send(new GetObjectCommand({ Bucket: "encrypted", Key: "object" }));
  assert.deepEqual(
    here.emulator.decisions.map(({ action }) => action),
    ["s3:PutObject", "kms:GenerateDataKey", "s3:GetObject", "kms:Decrypt"],
  );
  const [, write] = here.emulator.decisions;
  assert.equal(write?.resource, KeyMetadata?.Arn);
  assert.equal(write?.context?.["kms:ViaService"], "s3.eu-central-1.amazonaws.com");
  assert.equal(write?.context?.["kms:EncryptionContext:aws:s3:arn"], "arn:aws:s3:::encrypted/object");
});

test("the key is of the bucket's region, whichever region the request is signed for", async () => {
  const there = "ap-southeast-2";
  const kms = client(KMSClient, here.emulator.administrator(A), there);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const owner = client(S3Client, here.emulator.administrator(A), there);
  const rule = { SSEAlgorithm: "aws:kms", KMSMasterKeyID: KeyMetadata?.Arn } as const;
  const Bucket = "in-another-region";
  await owner.send(new CreateBucketCommand({ Bucket }));
  const Rules = [{ ApplyServerSideEncryptionByDefault: rule }];
  await owner.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
  here.emulator.forgetDecisions();
  const s3 = client(S3Client, here.emulator.administrator(A));
  await s3.send(new PutObjectCommand({ Bucket, Key: "object", Body: "x" }));
  await s3.send(new GetObjectCommand({ Bucket, Key: "object" }));
  assert.deepEqual(
    here.emulator.decisions.map(({ action, resource, context }) => [
      action,
      action.startsWith("kms:") ? resource : context?.["aws:RequestedRegion"],
      context?.["kms:ViaService"],
    ]),
    [
      ["s3:PutObject", there, undefined],
      ["kms:GenerateDataKey", KeyMetadata?.Arn, `s3.${there}.amazonaws.com`],
      ["s3:GetObject", there, undefined],
      ["kms:Decrypt", KeyMetadata?.Arn, `s3.${there}.amazonaws.com`],
    ],
  );
});

test("a key of another region is none of this one", async () => {
  const { KeyMetadata } = await client(KMSClient, here.emulator.administrator(A), "us-west-2").send(
    new CreateKeyCommand({}),
  );
  const encrypt = new EncryptCommand({ KeyId: KeyMetadata?.Arn, Plaintext: Buffer.from("x") });
  await assert.rejects(client(KMSClient, here.emulator.administrator(A)).send(encrypt), {
    name: "NotFoundException",
    message: "Invalid arn us-west-2",
  });
});

test("a request says by which key it is encrypted, and a bucket's key may stand for those of its objects", async () => {
  const kms = client(KMSClient, here.emulator.administrator(A));
  const [own, other] = [await kms.send(new CreateKeyCommand({})), await kms.send(new CreateKeyCommand({}))];
  const s3 = client(S3Client, here.emulator.administrator(A));
  const rule = { SSEAlgorithm: "aws:kms", KMSMasterKeyID: own.KeyMetadata?.Arn } as const;
  await s3.send(new CreateBucketCommand({ Bucket: "by-bucket-key" }));
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket: "by-bucket-key",
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: rule, BucketKeyEnabled: true }],
      },
    }),
  );
  const asked = async (more: object) => {
    here.emulator.forgetDecisions();
    await s3.send(new PutObjectCommand({ Bucket: "by-bucket-key", Key: "object", Body: "x", ...more }));
    return here.emulator.decisions
      .slice(1)
      .map(({ action, resource, context }) => [action, resource, context?.["kms:EncryptionContext:aws:s3:arn"]]);
  };
  const bucket = "arn:aws:s3:::by-bucket-key";
  const write = "kms:GenerateDataKey";
  assert.deepEqual(await asked({}), [[write, own.KeyMetadata?.Arn, bucket]]);
  const byOther = { ServerSideEncryption: "aws:kms", SSEKMSKeyId: other.KeyMetadata?.Arn };
  assert.deepEqual(await asked(byOther), [[write, other.KeyMetadata?.Arn, `${bucket}/object`]]);
  assert.deepEqual(await asked({ ServerSideEncryption: "AES256" }), []);
});

test("KMS is told whose request it is, and the encryption context", async () => {
  const kms = client(KMSClient, here.emulator.administrator(B));
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  here.emulator.forgetDecisions();
  const EncryptionContext = { purpose: "test" };
  await kms.send(new EncryptCommand({ KeyId: KeyMetadata?.Arn, Plaintext: Buffer.from("x"), EncryptionContext }));
  assert.equal(here.emulator.decisions[0]?.context?.["kms:EncryptionContext:purpose"], "test");
  const owner = client(S3Client, here.emulator.administrator(B));
  const rule = { SSEAlgorithm: "aws:kms", KMSMasterKeyID: KeyMetadata?.Arn } as const;
  await owner.send(new CreateBucketCommand({ Bucket: "shared" }));
  await owner.send(
    new PutBucketEncryptionCommand({
      Bucket: "shared",
      ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault: rule }] },
    }),
  );
  const all = { Effect: "Allow", Principal: { AWS: A }, Action: "s3:*", Resource: "arn:aws:s3:::shared/*" };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [all] });
  await owner.send(new PutBucketPolicyCommand({ Bucket: "shared", Policy }));
  const put = new PutObjectCommand({ Bucket: "shared", Key: "object", Body: "x" });
  await assert.rejects(client(S3Client, here.emulator.administrator(A)).send(put), {
    name: "AccessDenied",
    message: /is not authorized to perform: kms:GenerateDataKey on resource/,
  });
  assert.equal(here.emulator.decisions.at(-1)?.context?.["kms:CallerAccount"], A);
});

test("encrypting twice is refused by its name, since moto forgets by which key", async () => {
  const s3 = client(S3Client, here.emulator.administrator(A));
  await s3.send(new CreateBucketCommand({ Bucket: "twice" }));
  const refused = { name: "NotImplemented", message: "aws:kms:dsse is not known here." };
  const object = { Bucket: "twice", Key: "object", Body: "x" };
  const by = { ServerSideEncryption: "aws:kms:dsse" } as const;
  await assert.rejects(s3.send(new PutObjectCommand({ ...object, ...by })), refused);
  const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: by.ServerSideEncryption } }];
  const ServerSideEncryptionConfiguration = { Rules };
  await s3.send(new PutBucketEncryptionCommand({ Bucket: "twice", ServerSideEncryptionConfiguration }));
  await assert.rejects(s3.send(new PutObjectCommand(object)), refused);
});

test("a copy needs the key of what it reads", async () => {
  const { KeyMetadata } = await client(KMSClient, here.emulator.administrator(A)).send(new CreateKeyCommand({}));
  const s3 = client(S3Client, here.emulator.administrator(A));
  await s3.send(new CreateBucketCommand({ Bucket: "copied" }));
  const by = { ServerSideEncryption: "aws:kms", SSEKMSKeyId: KeyMetadata?.Arn } as const;
  await s3.send(new PutObjectCommand({ Bucket: "copied", Key: "from", ...by, Body: "x" }));
  const copy = { Bucket: "copied", Key: "to", CopySource: "copied/from" };
  here.emulator.forgetDecisions();
  await s3.send(new CopyObjectCommand(copy));
  const reading = ["s3:GetObject", "s3:PutObject", "kms:Decrypt"];
  assert.deepEqual(
    here.emulator.decisions.map(({ action }) => action),
    reading,
  );
  const [, , read] = here.emulator.decisions;
  assert.equal(read?.resource, KeyMetadata?.Arn);
  assert.equal(read?.context?.["kms:EncryptionContext:aws:s3:arn"], "arn:aws:s3:::copied/from");
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: "copied", Key: "to" }));
  here.emulator.forgetDecisions();
  await s3.send(new UploadPartCopyCommand({ ...copy, UploadId, PartNumber: 1 }));
  assert.deepEqual(
    here.emulator.decisions.map(({ action }) => action),
    reading,
  );
});
