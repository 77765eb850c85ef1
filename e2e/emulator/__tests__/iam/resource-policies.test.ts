import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  PutResourcePolicyCommand,
} from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateKeyCommand,
  DescribeKeyCommand,
  EncryptCommand,
  KMSClient,
  PutKeyPolicyCommand,
} from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutResourcePolicyCommand as PutSecretPolicyCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { CreateTopicCommand, PublishCommand, SetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { type Emulator, type Keys, startEmulator } from "../..";
import { A, B, policy, REGION } from "../support/aws";
import { trusts } from "../support/roles";

const CALLER = `arn:aws:iam::${A}:role/caller`;

let emulator: Emulator;
let caller: Keys;
before(async () => {
  emulator = await startEmulator();
  const iam = new IAMClient(owner(A));
  const trust = policy(trusts({ AWS: A }));
  await iam.send(new CreateRoleCommand({ RoleName: "caller", AssumeRolePolicyDocument: trust }));
  const all = policy({ Effect: "Allow", Action: "*", Resource: "*" });
  await iam.send(new PutRolePolicyCommand({ RoleName: "caller", PolicyName: "all", PolicyDocument: all }));
  const sts = new STSClient(owner(A));
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: CALLER, RoleSessionName: "session" }));
  caller = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
});
after(() => emulator.stop());

const at = (credentials: Keys) => ({
  endpoint: emulator.endpoint,
  region: REGION,
  credentials,
  maxAttempts: 1,
  forcePathStyle: true,
});
const owner = (account: string) => at(emulator.administrator(account));
const gives = (Action: string, Resource: string) =>
  policy({ Effect: "Allow", Principal: { AWS: CALLER }, Action, Resource });
const MALFORMED = "MalformedPolicy";

test("a bucket policy that denies everything can be removed by the account's administrator", async () => {
  const s3 = new S3Client(owner(B));
  await s3.send(new CreateBucketCommand({ Bucket: "locked" }));
  await s3.send(new PutObjectCommand({ Bucket: "locked", Key: "a", Body: "x" }));
  const resources = ["arn:aws:s3:::locked", "arn:aws:s3:::locked/*"];
  const everything = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: resources };
  await s3.send(new PutBucketPolicyCommand({ Bucket: "locked", Policy: policy(everything) }));
  const get = () => s3.send(new GetObjectCommand({ Bucket: "locked", Key: "a" }));
  await assert.rejects(get, { name: "AccessDenied" });
  await s3.send(new DeleteBucketPolicyCommand({ Bucket: "locked" }));
  await get();
});

test("another account's administrator neither reads, replaces nor removes a bucket's policy", async () => {
  const s3 = new S3Client(owner(B));
  await s3.send(new CreateBucketCommand({ Bucket: "kept" }));
  const Policy = gives("s3:GetObject", "arn:aws:s3:::kept/*");
  await s3.send(new PutBucketPolicyCommand({ Bucket: "kept", Policy }));
  const outsider = new S3Client(owner(A));
  const refused = { name: "AccessDenied", message: "Access Denied" };
  await assert.rejects(outsider.send(new GetBucketPolicyCommand({ Bucket: "kept" })), refused);
  await assert.rejects(outsider.send(new PutBucketPolicyCommand({ Bucket: "kept", Policy })), refused);
  await assert.rejects(outsider.send(new DeleteBucketPolicyCommand({ Bucket: "kept" })), refused);
});

test("a bucket's policy is its account's alone, even if it gives the whole bucket away", async () => {
  const s3 = new S3Client(owner(B));
  await s3.send(new CreateBucketCommand({ Bucket: "given" }));
  const all = { Effect: "Allow", Principal: { AWS: A }, Action: "s3:*", Resource: "arn:aws:s3:::given" };
  await s3.send(new PutBucketPolicyCommand({ Bucket: "given", Policy: policy(all) }));
  const outsider = new S3Client(owner(A));
  for (const ask of [
    () => outsider.send(new GetBucketPolicyCommand({ Bucket: "given" })),
    () => outsider.send(new PutBucketPolicyCommand({ Bucket: "given", Policy: policy(all) })),
    () => outsider.send(new DeleteBucketPolicyCommand({ Bucket: "given" })),
  ])
    await assert.rejects(ask, (error: { name: string; $metadata: { httpStatusCode?: number } }) => {
      assert.deepEqual([error.name, error.$metadata.httpStatusCode], ["MethodNotAllowed", 405]);
      return true;
    });
});

test("a queue's settings are its account's alone, whatever its policy gives", async () => {
  const [sqs, outsider] = [new SQSClient(owner(B)), new SQSClient(owner(A))];
  const Policy = policy({ Effect: "Allow", Principal: { AWS: A }, Action: "sqs:*", Resource: "*" });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "given", Attributes: { Policy } }));
  await outsider.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
  const settings = new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "1" } });
  await assert.rejects(outsider.send(settings), { name: "AccessDenied" });
  await assert.rejects(outsider.send(new DeleteQueueCommand({ QueueUrl })), { name: "AccessDenied" });
});

test("policies of keys, queues, topics, tables and secrets name no role that is not there", async () => {
  const toMissingRole = (Action: string, Resource: string) =>
    gives(Action, Resource).replace("role/caller", "role/nobody");
  const [kms, sqs, sns] = [new KMSClient(owner(B)), new SQSClient(owner(B)), new SNSClient(owner(B))];
  const [dynamodb, secrets] = [new DynamoDBClient(owner(B)), new SecretsManagerClient(owner(B))];
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const Policy = toMissingRole("kms:Encrypt", "*");
  await assert.rejects(kms.send(new PutKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId, Policy })), {
    message: "Policy contains a statement with one or more invalid principals.",
  });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "strict" }));
  const Attributes = { Policy: toMissingRole("sqs:SendMessage", `arn:aws:sqs:${REGION}:${B}:strict`) };
  await assert.rejects(sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes })), {
    message: "Invalid value for the parameter Policy.",
  });
  const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "strict" }));
  const topic = { TopicArn, AttributeName: "Policy", AttributeValue: toMissingRole("sns:Publish", TopicArn) };
  await assert.rejects(sns.send(new SetTopicAttributesCommand(topic)), { message: /PrincipalNotFound/ });
  await dynamodb.send(
    new CreateTableCommand({
      TableName: "strict",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  const ResourceArn = `arn:aws:dynamodb:${REGION}:${B}:table/strict`;
  const table = { ResourceArn, Policy: toMissingRole("dynamodb:GetItem", ResourceArn) };
  await assert.rejects(dynamodb.send(new PutResourcePolicyCommand(table)), { message: /Invalid principal in policy/ });
  await secrets.send(new CreateSecretCommand({ Name: "strict", SecretString: "x" }));
  const secret = { SecretId: "strict", ResourcePolicy: toMissingRole("secretsmanager:GetSecretValue", "*") };
  await assert.rejects(secrets.send(new PutSecretPolicyCommand(secret)), { message: /unsupported principal/ });
});

test("a bucket's policy lets another account's role in, names its own bucket only, and no role that is not there", async () => {
  const [s3, reader] = [new S3Client(owner(B)), new S3Client(at(caller))];
  await s3.send(new CreateBucketCommand({ Bucket: "data" }));
  await s3.send(new PutObjectCommand({ Bucket: "data", Key: "a", Body: "x" }));
  const get = () => reader.send(new GetObjectCommand({ Bucket: "data", Key: "a" }));
  await assert.rejects(get, { name: "AccessDenied", message: "Access Denied" });
  const put = (Policy: string) => s3.send(new PutBucketPolicyCommand({ Bucket: "data", Policy }));
  await put(gives("s3:GetObject", "arn:aws:s3:::data/*"));
  await get();
  await assert.rejects(put(gives("s3:GetObject", "arn:aws:s3:::data-2/*")), {
    name: MALFORMED,
    message: "Policy has invalid resource",
  });
  const toMissingRole = gives("s3:GetObject", "arn:aws:s3:::data/*").replace("role/caller", "role/nobody");
  await assert.rejects(put(toMissingRole), { name: MALFORMED, message: "Invalid principal in policy" });
});

test("a key's policy lets another account's role in", async () => {
  const [kms, user] = [new KMSClient(owner(B)), new KMSClient(at(caller))];
  const root = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${B}:root` }, Action: "kms:*", Resource: "*" };
  const shared = { Effect: "Allow", Principal: { AWS: CALLER }, Action: "kms:Encrypt", Resource: "*" };
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: policy(root, shared) }));
  const KeyId = KeyMetadata?.Arn ?? "";
  await user.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from("x") }));
  await assert.rejects(user.send(new DescribeKeyCommand({ KeyId })), { name: "AccessDeniedException" });
  const missing = KeyId.replace(/.$/, (digit) => (digit === "0" ? "1" : "0"));
  await assert.rejects(kms.send(new DescribeKeyCommand({ KeyId: missing })), { name: "NotFoundException" });
});

test("a queue's policy lets another account's role in", async () => {
  const [sqs, sender] = [new SQSClient(owner(B)), new SQSClient(at(caller))];
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: "orders" }));
  const send = () => sender.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));
  await assert.rejects(send, { name: "AccessDenied" });
  const Policy = gives("sqs:SendMessage", `arn:aws:sqs:${REGION}:${B}:orders`);
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await send();
});

test("a topic's policy lets another account's role in", async () => {
  const [sns, publisher] = [new SNSClient(owner(B)), new SNSClient(at(caller))];
  const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "events" }));
  const publish = () => publisher.send(new PublishCommand({ TopicArn, Message: "x" }));
  await assert.rejects(publish, { name: "AuthorizationErrorException" });
  const AttributeValue = gives("sns:Publish", TopicArn);
  await sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: "Policy", AttributeValue }));
  await publish();
});

test("a table's policy lets another account's role in", async () => {
  const [dynamodb, reader] = [new DynamoDBClient(owner(B)), new DynamoDBClient(at(caller))];
  await dynamodb.send(
    new CreateTableCommand({
      TableName: "orders",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  const arn = `arn:aws:dynamodb:${REGION}:${B}:table/orders`;
  await dynamodb.send(new PutItemCommand({ TableName: "orders", Item: { id: { S: "1" } } }));
  const get = () => reader.send(new GetItemCommand({ TableName: arn, Key: { id: { S: "1" } } }));
  await assert.rejects(get, { name: "AccessDeniedException" });
  const Policy = gives("dynamodb:GetItem", arn);
  await dynamodb.send(new PutResourcePolicyCommand({ ResourceArn: arn, Policy }));
  assert.deepEqual((await get()).Item, { id: { S: "1" } });
});

test("a secret's policy lets another account's role in", async () => {
  const [secrets, reader] = [new SecretsManagerClient(owner(B)), new SecretsManagerClient(at(caller))];
  const root = { Effect: "Allow", Principal: { AWS: B }, Action: "kms:*", Resource: "*" };
  const shared = { Effect: "Allow", Principal: { AWS: CALLER }, Action: "kms:Decrypt", Resource: "*" };
  const { KeyMetadata } = await new KMSClient(owner(B)).send(new CreateKeyCommand({ Policy: policy(root, shared) }));
  const secret = { Name: "token", SecretString: "x", KmsKeyId: KeyMetadata?.Arn };
  const { ARN = "" } = await secrets.send(new CreateSecretCommand(secret));
  const get = () => reader.send(new GetSecretValueCommand({ SecretId: ARN }));
  await assert.rejects(get, { name: "AccessDeniedException" });
  const ResourcePolicy = gives("secretsmanager:GetSecretValue", "*");
  await secrets.send(new PutSecretPolicyCommand({ SecretId: ARN, ResourcePolicy }));
  assert.equal((await get()).SecretString, "x");
});
