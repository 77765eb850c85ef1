import { GetResourcePolicyCommand as GetTablePolicy } from "@aws-sdk/client-dynamodb";
import { GetKeyPolicyCommand } from "@aws-sdk/client-kms";
import { GetBucketPolicyCommand, GetPublicAccessBlockCommand } from "@aws-sdk/client-s3";
import { GetResourcePolicyCommand as GetSecretPolicy } from "@aws-sdk/client-secrets-manager";
import { GetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import type { Document } from "../../../oracle/pair";
import type { Clients } from "../../moto/clients";
import { orNothing } from "../../moto/or-nothing";
import { bucketArn } from "../actions/s3-objects";
import type { Asked } from "../enforcement";
import type { Bindings, RoleIds } from "./bindings";
import { documentOf } from "./document";

export interface ResourcePolicy {
  readonly document: Document | undefined;
  /** The ids behind the roles that it names. */
  readonly ids: RoleIds;
  /** S3 Block Public Access: a public policy gives other accounts nothing. */
  readonly restrictPublicBucket: boolean;
}

/** S3's four settings. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
export interface PublicAccessBlock {
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

interface Cached {
  readonly account: string;
  readonly service: string;
  readonly policy: ResourcePolicy;
}

/** The policies of buckets, keys, queues, topics, tables and secrets, read from moto once between writes. */
export class ResourcePolicies {
  readonly #cached = new Map<string, Cached>();
  /** Buckets whose Block Public Access was deleted, which is to have none; a new bucket has all four settings. */
  readonly #unblocked = new Set<string>();

  constructor(
    private readonly clients: Clients,
    private readonly bindings: Bindings,
  ) {}

  /** What governs `resource`, a whole ARN; objects by their bucket, indexes by their table. */
  async of(resource: string, account: string): Promise<ResourcePolicy> {
    const arn = governingArn(resource);
    const key = `${account} ${arn}`;
    const cached = this.#cached.get(key);
    if (cached) return cached.policy;
    const text = await this.#textOf(arn, account);
    const service = arn.split(":")[2] ?? "";
    const policy = {
      document: text === undefined ? undefined : documentOf(text),
      ids: this.bindings.idsOf(arn),
      restrictPublicBucket:
        service === "s3" && text !== undefined && (await this.publicAccessBlock(arn, account)).restrictPublicBuckets,
    };
    // Nothing is kept of a resource that may not be there yet.
    if (text !== undefined || service === "s3") this.#cached.set(key, { account, service, policy });
    return policy;
  }

  /** "The default settings for new buckets block all public access." (April 2023) */
  async publicAccessBlock(ofBucket: string, account: string): Promise<PublicAccessBlock> {
    const bucket = ofBucket.split(":::")[1] ?? "";
    const found = await orNothing(this.clients.s3(account).send(new GetPublicAccessBlockCommand({ Bucket: bucket })));
    const settings = found?.PublicAccessBlockConfiguration;
    const otherwise = !settings && !this.#unblocked.has(ofBucket);
    return {
      blockPublicPolicy: settings?.BlockPublicPolicy ?? otherwise,
      restrictPublicBuckets: settings?.RestrictPublicBuckets ?? otherwise,
    };
  }

  changed({ service, operation, params, region }: Asked, account: string): void {
    for (const [key, cached] of this.#cached)
      if (cached.service === service || cached.account === account) this.#cached.delete(key);
    if (service !== "s3") return;
    const bucket = bucketArn(String(params.Bucket), region);
    if (operation === "DeletePublicAccessBlock") this.#unblocked.add(bucket);
    if (operation === "CreateBucket" || operation === "DeleteBucket") this.#unblocked.delete(bucket);
  }

  reset(): void {
    this.#cached.clear();
    this.#unblocked.clear();
  }

  async #textOf(arn: string, account: string): Promise<string | undefined> {
    const [, , service, region = "", , name = ""] = arn.split(":");
    switch (service) {
      case "s3":
        return (await orNothing(this.clients.s3(account).send(new GetBucketPolicyCommand({ Bucket: name }))))?.Policy;
      case "kms": {
        if (!name.startsWith("key/")) return undefined;
        const question = new GetKeyPolicyCommand({ KeyId: arn, PolicyName: "default" });
        return (await orNothing(this.clients.kms(account, region).send(question)))?.Policy;
      }
      case "sqs": {
        const sqs = this.clients.sqs(account, region);
        const url = (await orNothing(sqs.send(new GetQueueUrlCommand({ QueueName: name }))))?.QueueUrl;
        if (!url) return undefined;
        const question = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["Policy"] });
        return (await orNothing(sqs.send(question)))?.Attributes?.Policy || undefined;
      }
      case "sns": {
        const question = new GetTopicAttributesCommand({ TopicArn: arn });
        return (await orNothing(this.clients.sns(account, region).send(question)))?.Attributes?.Policy;
      }
      case "dynamodb":
        return (await orNothing(this.clients.dynamodb(account, region).send(new GetTablePolicy({ ResourceArn: arn }))))
          ?.Policy;
      case "secretsmanager":
        return (await orNothing(this.clients.secrets(account, region).send(new GetSecretPolicy({ SecretId: arn }))))
          ?.ResourcePolicy;
      default:
        return undefined;
    }
  }
}

/** The ARN that has the policy: of an object its bucket's, of an index its table's. */
function governingArn(resource: string): string {
  const service = resource.split(":")[2];
  if (service === "s3") return resource.split("/")[0] ?? resource;
  return service === "dynamodb" ? resource.split("/").slice(0, 2).join("/") : resource;
}
