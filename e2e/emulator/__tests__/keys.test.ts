import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutResourcePolicyCommand as PutTablePolicyCommand,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { CreateKeyCommand, DecryptCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { CreateTopicCommand, PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParameterCommand, GetParametersByPathCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { A, B, useEmulator } from "./support/emulator";

const here = useEmulator();
const { client } = here;

const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const allows = (Principal: object | "*", Action: string) => ({ Effect: "Allow", Principal, Action, Resource: "*" });

/** A key of account B that gives itself to account A too. */
async function sharedKey(Action: string): Promise<string> {
  const kms = client(KMSClient, here.emulator.administrator(B));
  const Policy = policy(allows({ AWS: B }, "kms:*"), allows({ AWS: A }, Action));
  return (await kms.send(new CreateKeyCommand({ Policy }))).KeyMetadata?.Arn ?? "";
}

/** The actions that were decided while `request` was answered, and the last decision. */
async function decided(request: () => Promise<unknown>) {
  here.emulator.forgetDecisions();
  await request();
  return { actions: here.emulator.decisions.map(({ action }) => action), last: here.emulator.decisions.at(-1) };
}

test("a secret with a key of its own needs the key too", async () => {
  const kms = client(KMSClient, here.emulator.administrator(A));
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const secrets = client(SecretsManagerClient, here.emulator.administrator(A));
  const secret = { Name: "secret", SecretString: "word", KmsKeyId: KeyMetadata?.KeyId };
  await secrets.send(new CreateSecretCommand(secret));
  here.emulator.forgetDecisions();
  await secrets.send(new GetSecretValueCommand({ SecretId: "secret" }));
  assert.deepEqual(
    here.emulator.decisions.map(({ action }) => action),
    ["secretsmanager:GetSecretValue", "kms:Decrypt"],
  );
  assert.equal(here.emulator.decisions[1]?.resource, KeyMetadata?.Arn);
});

test("a secret under the key that AWS manages is its account's alone", async () => {
  const secrets = client(SecretsManagerClient, here.emulator.administrator(B));
  const reader = client(SecretsManagerClient, here.emulator.administrator(A));
  const ResourcePolicy = policy(allows({ AWS: A }, "secretsmanager:GetSecretValue"));
  const shared = async (Name: string, KmsKeyId?: string) => {
    const { ARN } = await secrets.send(new CreateSecretCommand({ Name, SecretString: "word", KmsKeyId }));
    await secrets.send(new PutResourcePolicyCommand({ SecretId: ARN, ResourcePolicy }));
    await secrets.send(new GetSecretValueCommand({ SecretId: ARN }));
    return new GetSecretValueCommand({ SecretId: ARN });
  };
  await reader.send(await shared("by-key", await sharedKey("kms:Decrypt")));
  await assert.rejects(reader.send(await shared("managed")), {
    name: "AccessDeniedException",
    message:
      /is not authorized to perform: kms:Decrypt on resource: .*:222222222222:key\/.* because no resource-based policy/,
  });
});

test("KMS finds a ciphertext's key in any account, and decides by the caller's account", async () => {
  const KeyId = await sharedKey("kms:*crypt");
  const kms = client(KMSClient, here.emulator.administrator(A));
  const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from("x") }));
  const { last } = await decided(() => kms.send(new DecryptCommand({ CiphertextBlob })));
  assert.equal(last?.resource, KeyId);
  assert.equal(last?.context?.["kms:CallerAccount"], A);
});

test("a queue with a key needs it, to send and to receive", async () => {
  const KmsMasterKeyId = await sharedKey("kms:Decrypt");
  const sqs = client(SQSClient, here.emulator.administrator(B));
  const Policy = policy(allows({ AWS: A }, "sqs:*"));
  const queue = new CreateQueueCommand({ QueueName: "locked", Attributes: { KmsMasterKeyId, Policy } });
  const { QueueUrl } = await sqs.send(queue);
  const send = new SendMessageCommand({ QueueUrl, MessageBody: "x" });
  const { actions, last } = await decided(() => sqs.send(send));
  assert.deepEqual(actions, ["sqs:SendMessage", "kms:GenerateDataKey", "kms:Decrypt"]);
  assert.equal(last?.context?.["kms:ViaService"], "sqs.eu-central-1.amazonaws.com");
  assert.equal(last?.context?.["kms:EncryptionContext:aws:sqs:arn"], `arn:aws:sqs:eu-central-1:${B}:locked`);
  const outsider = client(SQSClient, here.emulator.administrator(A));
  await outsider.send(new ReceiveMessageCommand({ QueueUrl }));
  await assert.rejects(outsider.send(send), {
    message: /is not authorized to perform: kms:GenerateDataKey on resource/,
  });
});

test("a topic with a key needs it", async () => {
  const sns = client(SNSClient, here.emulator.administrator(B));
  const KmsMasterKeyId = await sharedKey("kms:Decrypt");
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "locked", Attributes: { KmsMasterKeyId } }));
  const { actions, last } = await decided(() => sns.send(new PublishCommand({ TopicArn, Message: "x" })));
  assert.deepEqual(actions, ["sns:Publish", "kms:GenerateDataKey", "kms:Decrypt"]);
  assert.equal(last?.resource, KmsMasterKeyId);
  assert.equal(last?.context?.["kms:EncryptionContext:aws:sns:topicArn"], TopicArn);
});

test("a table with a key needs it to read and to write items", async () => {
  const dynamodb = client(DynamoDBClient, here.emulator.administrator(B));
  const table = async (TableName: string, KMSMasterKeyId: string) => {
    const { TableDescription } = await dynamodb.send(
      new CreateTableCommand({
        TableName,
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
        SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId },
      }),
    );
    const ResourceArn = TableDescription?.TableArn ?? "";
    const Policy = policy({ ...allows({ AWS: A }, "dynamodb:*"), Resource: ResourceArn });
    await dynamodb.send(new PutTablePolicyCommand({ ResourceArn, Policy }));
    return ResourceArn;
  };
  const [open, shut] = [
    await table("open", await sharedKey("kms:Decrypt")),
    await table("shut", await sharedKey("kms:Sign")),
  ];
  const outsider = client(DynamoDBClient, here.emulator.administrator(A));
  const get = (TableName: string) => outsider.send(new GetItemCommand({ TableName, Key: { id: { S: "x" } } }));
  const { actions, last } = await decided(() => get(open));
  assert.deepEqual(actions, ["dynamodb:GetItem", "kms:Decrypt"]);
  assert.equal(last?.context?.["kms:ViaService"], "dynamodb.eu-central-1.amazonaws.com");
  assert.equal(last?.context?.["kms:EncryptionContext:aws:dynamodb:tableName"], "open");
  await assert.rejects(get(shut), { message: /is not authorized to perform: kms:Decrypt on resource/ });
  await assert.rejects(outsider.send(new ScanCommand({ TableName: shut })), { message: /kms:Decrypt/ });
  await outsider.send(new DescribeTableCommand({ TableName: shut }));
});

test("a secure parameter needs its key where it is decrypted", async () => {
  const ssm = client(SSMClient, here.emulator.administrator(B));
  const KeyId = await sharedKey("kms:Decrypt");
  const put = (Name: string, more: object) =>
    decided(() => ssm.send(new PutParameterCommand({ Name, Value: "x", Type: "SecureString", ...more })));
  assert.deepEqual((await put("/app/own", { KeyId })).actions, ["ssm:PutParameter", "kms:Encrypt"]);
  assert.deepEqual((await put("/app/managed", {})).actions, ["ssm:PutParameter"]);
  assert.deepEqual((await put("/app/plain", { Type: "String" })).actions, ["ssm:PutParameter"]);
  const get = (Name: string, WithDecryption: boolean) =>
    decided(() => ssm.send(new GetParameterCommand({ Name, WithDecryption })));
  const { actions, last } = await get("/app/own", true);
  assert.deepEqual(actions, ["ssm:GetParameter", "kms:Decrypt"]);
  assert.equal(last?.resource, KeyId);
  const arn = `arn:aws:ssm:eu-central-1:${B}:parameter/app/own`;
  assert.equal(last?.context?.["kms:EncryptionContext:PARAMETER_ARN"], arn);
  assert.deepEqual((await get("/app/own", false)).actions, ["ssm:GetParameter"]);
  assert.deepEqual((await get("/app/managed", true)).actions, ["ssm:GetParameter"]);
  await put("plain-name", { KeyId });
  const byArn = await get(`arn:aws:ssm:eu-central-1:${B}:parameter/plain-name`, true);
  assert.deepEqual(byArn.actions, ["ssm:GetParameter", "kms:Decrypt"]);
  const path = new GetParametersByPathCommand({ Path: "/app", WithDecryption: true });
  assert.deepEqual((await decided(() => ssm.send(path))).actions, ["ssm:GetParametersByPath", "kms:Decrypt"]);
});

test("each secure parameter below a path needs its key, however many there are", async () => {
  const ssm = client(SSMClient, here.emulator.administrator(B));
  const KeyId = await sharedKey("kms:Decrypt");
  const more = { Value: "x", Type: "SecureString", KeyId } as const;
  for (let i = 0; i < 11; i += 1) await ssm.send(new PutParameterCommand({ Name: `/many/${i}`, ...more }));
  const path = new GetParametersByPathCommand({ Path: "/many", WithDecryption: true });
  const { actions } = await decided(() => ssm.send(path));
  assert.equal(actions.filter((action) => action === "kms:Decrypt").length, 11);
});
