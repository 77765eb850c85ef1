import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { DescribeKeyCommand, EncryptCommand } from "@aws-sdk/client-kms";
import { GetHostedZoneCommand } from "@aws-sdk/client-route-53";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { GetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { type Emulator, startEmulator } from "../../emulator";
import { AllClients, type Clients } from "../aws";
import { createExistingResource } from "../existing-resources";
import { Kubernetes } from "../kubernetes";

const [ACCOUNT, REGION] = ["222222222222", "us-east-1"];
const at = (service: string, name: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;

let emulator: Emulator;
before(async () => {
  emulator = await startEmulator();
});
after(() => emulator.stop());

const KEY = at("kms", "key/11111111-2222-3333-4444-555555555555");
const SECRET = at("secretsmanager", "secret:team/word-AbCdEf");

/** What each is asked, to see that it is there under its ARN. */
const FOUND: Readonly<Record<string, (aws: Clients) => Promise<unknown>>> = {
  "arn:aws:s3:::existing-one": ({ s3 }) => s3.send(new ListObjectsV2Command({ Bucket: "existing-one" })),
  [at("dynamodb", "table/one")]: ({ dynamodb }) => dynamodb.send(new DescribeTableCommand({ TableName: "one" })),
  [at("sqs", "one.fifo")]: ({ sqs }) => sqs.send(new GetQueueUrlCommand({ QueueName: "one.fifo" })),
  [at("sns", "one")]: ({ sns }) => sns.send(new GetTopicAttributesCommand({ TopicArn: at("sns", "one") })),
  [at("ssm", "parameter/team/one")]: ({ ssm }) => ssm.send(new GetParameterCommand({ Name: "/team/one" })),
  [SECRET]: ({ secrets }) => secrets.send(new DescribeSecretCommand({ SecretId: SECRET })),
  [KEY]: ({ kms }) => kms.send(new EncryptCommand({ KeyId: KEY, Plaintext: Buffer.from("x") })),
  "arn:aws:route53:::hostedzone/Z0123456789": ({ route53 }) =>
    route53.send(new GetHostedZoneCommand({ Id: "Z0123456789" })),
};

test("what a configuration names by its ARN is made under that ARN", async () => {
  const aws = new AllClients(emulator).in(ACCOUNT, REGION);
  const provider = {
    aws,
    kubernetes: new Kubernetes(),
    account: ACCOUNT,
    region: REGION,
    partition: "aws",
    cluster: undefined,
  };
  for (const [arn, find] of Object.entries(FOUND)) {
    await assert.rejects(find(aws), `${arn} is there already`);
    await createExistingResource(provider, arn);
    await find(aws);
  }
  await createExistingResource(provider, at("sqs", "under-a-key"), KEY);
  const { QueueUrl } = await aws.sqs.send(new GetQueueUrlCommand({ QueueName: "under-a-key" }));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["KmsMasterKeyId"] });
  assert.equal((await aws.sqs.send(asked)).Attributes?.KmsMasterKeyId, KEY);
  const { KeyMetadata } = await aws.kms.send(new DescribeKeyCommand({ KeyId: KEY }));
  assert.equal(KeyMetadata?.Arn, KEY);
  const { ARN } = await aws.secrets.send(new DescribeSecretCommand({ SecretId: "team/word" }));
  assert.equal(ARN, SECRET);
  await createExistingResource(provider, at("secretsmanager", "secret:team/open-??????"));
  await aws.secrets.send(new DescribeSecretCommand({ SecretId: "team/open" }));
  await assert.rejects(createExistingResource(provider, "arn:aws:lambda:us-east-1:222222222222:function:one"), {
    message: /found arn:aws:lambda.*which cannot be made before a deployment/,
  });
});
