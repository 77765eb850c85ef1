import { DescribeTableCommand, GetResourcePolicyCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeysCommand,
} from "@aws-sdk/client-kms";
import { ListHostedZonesCommand, ListTagsForResourceCommand } from "@aws-sdk/client-route-53";
import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
} from "@aws-sdk/client-s3";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  GetResourcePolicyCommand as SecretPolicyCommand,
} from "@aws-sdk/client-secrets-manager";
import { GetTopicAttributesCommand, ListTopicsCommand } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, ListQueuesCommand } from "@aws-sdk/client-sqs";
import { DescribeParametersCommand, GetParameterCommand } from "@aws-sdk/client-ssm";
import type { Clients } from "../../aws";
import { orNone } from "../../errors";

/** Whatever holds data in one account and region, one line a thing, with its policy and its encryption. */
export async function ofData(clients: Clients): Promise<readonly string[]> {
  const kinds = [buckets, keys, queues, topics, tables, secrets, parameters, zones];
  return (await Promise.all(kinds.map((kind) => kind(clients)))).flat().map(withoutIds);
}

/** Keys' ids and the end of secrets' ARNs are others each time. */
const withoutIds = (line: string): string =>
  line
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "ID")
    .replace(/(:secretsmanager:[^"\s]*)-\w{6}\b/g, "$1-ID");

const line = (kind: string, name: string | undefined, shown: object): string =>
  `${kind} ${name} ${JSON.stringify(shown)}`;

async function buckets({ s3 }: Clients): Promise<readonly string[]> {
  const lines: string[] = [];
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  for (const { Name: Bucket } of Buckets) {
    const [policy, block, tags, encryption] = await Promise.all([
      orNone(s3.send(new GetBucketPolicyCommand({ Bucket }))),
      orNone(s3.send(new GetPublicAccessBlockCommand({ Bucket }))),
      orNone(s3.send(new GetBucketTaggingCommand({ Bucket }))),
      orNone(s3.send(new GetBucketEncryptionCommand({ Bucket }))),
    ]);
    lines.push(
      line("bucket", Bucket, {
        policy: policy?.Policy,
        block: block?.PublicAccessBlockConfiguration,
        tags: tags?.TagSet,
        encryption: encryption?.ServerSideEncryptionConfiguration?.Rules,
      }),
    );
    // a bucket's policy may refuse its account, too
    const objects = await orNone(s3.send(new ListObjectsV2Command({ Bucket })));
    for (const { Key } of objects?.Contents ?? []) {
      const object = await orNone(s3.send(new GetObjectCommand({ Bucket, Key })));
      const shown = { type: object?.ContentType, text: await object?.Body?.transformToString() };
      lines.push(line("object", `${Bucket}/${Key}`, shown));
    }
  }
  return lines;
}

/** Not those that wait for their end, which AWS makes last at least seven days. */
async function keys({ kms }: Clients): Promise<readonly string[]> {
  const [{ Keys = [] }, { Aliases = [] }] = await Promise.all([
    kms.send(new ListKeysCommand({})),
    kms.send(new ListAliasesCommand({})),
  ]);
  const lines = Aliases.filter(({ AliasName }) => !AliasName?.startsWith("alias/aws/")).map(
    ({ AliasName, TargetKeyId }) => line("alias", AliasName, { TargetKeyId }),
  );
  for (const { KeyId } of Keys) {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    if (KeyMetadata?.KeyState === "PendingDeletion" || KeyMetadata?.KeyManager === "AWS") continue;
    const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" }));
    const { Grants = [] } = await kms.send(new ListGrantsCommand({ KeyId }));
    const grants = Grants.map(({ GranteePrincipal, Operations, Constraints }) => ({
      GranteePrincipal,
      Operations,
      Constraints,
    }));
    lines.push(line("key", KeyId, { description: KeyMetadata?.Description, Policy, grants }));
  }
  return lines;
}

async function queues({ sqs }: Clients): Promise<readonly string[]> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  return Promise.all(
    QueueUrls.map(async (QueueUrl) => {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy", "KmsMasterKeyId", "QueueArn"] }),
      );
      return line("queue", Attributes?.QueueArn, { policy: Attributes?.Policy, key: Attributes?.KmsMasterKeyId });
    }),
  );
}

async function topics({ sns }: Clients): Promise<readonly string[]> {
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  return Promise.all(
    Topics.map(async ({ TopicArn }) => {
      const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
      return line("topic", TopicArn, { policy: Attributes?.Policy, key: Attributes?.KmsMasterKeyId });
    }),
  );
}

async function tables({ dynamodb }: Clients): Promise<readonly string[]> {
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  return Promise.all(
    TableNames.map(async (TableName) => {
      const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
      const policy = await orNone(dynamodb.send(new GetResourcePolicyCommand({ ResourceArn: Table?.TableArn })));
      const { KeySchema, AttributeDefinitions, SSEDescription } = Table ?? {};
      const indexes = [...(Table?.GlobalSecondaryIndexes ?? []), ...(Table?.LocalSecondaryIndexes ?? [])].map(
        (one) => ({
          name: one.IndexName,
          keys: one.KeySchema,
        }),
      );
      const shown = { policy: policy?.Policy, KeySchema, AttributeDefinitions, SSEDescription, indexes };
      return line("table", TableName, shown);
    }),
  );
}

async function secrets({ secrets }: Clients): Promise<readonly string[]> {
  const { SecretList = [] } = await secrets.send(new ListSecretsCommand({}));
  return Promise.all(
    SecretList.map(async ({ Name: SecretId }) => {
      const [{ Description, KmsKeyId }, policy, value] = await Promise.all([
        secrets.send(new DescribeSecretCommand({ SecretId })),
        orNone(secrets.send(new SecretPolicyCommand({ SecretId }))),
        orNone(secrets.send(new GetSecretValueCommand({ SecretId }))),
      ]);
      const shown = { Description, KmsKeyId, policy: policy?.ResourcePolicy, value: value?.SecretString };
      return line("secret", SecretId, shown);
    }),
  );
}

async function parameters({ ssm }: Clients): Promise<readonly string[]> {
  const { Parameters = [] } = await ssm.send(new DescribeParametersCommand({}));
  return Promise.all(
    Parameters.map(async ({ Name, Type, KeyId }) => {
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
      return line("parameter", Name, { Type, KeyId, value: Parameter?.Value });
    }),
  );
}

async function zones({ route53 }: Clients): Promise<readonly string[]> {
  const { HostedZones = [] } = await route53.send(new ListHostedZonesCommand({}));
  return Promise.all(
    HostedZones.map(async ({ Id = "", Name, Config }) => {
      const ResourceId = Id.replace("/hostedzone/", "");
      const tags = await route53.send(new ListTagsForResourceCommand({ ResourceType: "hostedzone", ResourceId }));
      return line("zone", Name, { comment: Config?.Comment, tags: tags.ResourceTagSet?.Tags });
    }),
  );
}
