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
import { CreateKeyCommand, DescribeKeyCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
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
import { CreateQueueCommand, SendMessageCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { type Emulator, type Keys, startEmulator } from "../..";
import { trusts } from "../test-roles";
import { A, B, policy, REGION } from "../testing";

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

test("a bucket's policy that denies everything to everybody can be removed by whoever administers its account", async () => {
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

test("a bucket's policy lets another account's role in, names its own bucket only, and no role that is not there", async () => {
  const [s3, reader] = [new S3Client(owner(B)), new S3Client(at(caller))];
  await s3.send(new CreateBucketCommand({ Bucket: "data" }));
  await s3.send(new PutObjectCommand({ Bucket: "data", Key: "a", Body: "x" }));
  const get = () => reader.send(new GetObjectCommand({ Bucket: "data", Key: "a" }));
  await assert.rejects(get, {
    name: "AccessDenied",
    message: /because no resource-based policy allows the s3:GetObject/,
  });
  const put = (Policy: string) => s3.send(new PutBucketPolicyCommand({ Bucket: "data", Policy }));
  await put(gives("s3:GetObject", "arn:aws:s3:::data/*"));
  await get();
  await assert.rejects(put(gives("s3:GetObject", "arn:aws:s3:::data-2/*")), {
    name: MALFORMED,
    message: "Policy has invalid resource",
  });
  const nobody = gives("s3:GetObject", "arn:aws:s3:::data/*").replace("role/caller", "role/nobody");
  await assert.rejects(put(nobody), { name: MALFORMED, message: "Invalid principal in policy" });
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
  const { ARN = "" } = await secrets.send(new CreateSecretCommand({ Name: "token", SecretString: "x" }));
  const get = () => reader.send(new GetSecretValueCommand({ SecretId: ARN }));
  await assert.rejects(get, { name: "AccessDeniedException" });
  const ResourcePolicy = gives("secretsmanager:GetSecretValue", "*");
  await secrets.send(new PutSecretPolicyCommand({ SecretId: ARN, ResourcePolicy }));
  assert.equal((await get()).SecretString, "x");
});
