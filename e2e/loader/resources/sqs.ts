import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { type Kind, type ProviderConfig, principalsOf } from "./kind";

interface Queue {
  readonly name: string;
  readonly policy: string | undefined;
  readonly key: string | undefined;
  readonly fifo: boolean;
}

const urlOf = async ({ aws }: ProviderConfig, name: string): Promise<string> =>
  (await aws.sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl ?? "";

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/sqs_queue */
export const queue: Kind<Queue> = {
  read: (settings) => ({
    name: settings.text("name"),
    policy: settings.optional("policy"),
    key: settings.optional("kms_master_key_id"),
    fifo: settings.flag("fifo_queue"),
  }),
  replacedBy: ["name", "fifo"],
  principals: ({ policy }) => principalsOf(policy),
  async create({ aws, partition, region, account }, { name, policy, key, fifo }) {
    const { QueueUrl = "" } = await aws.sqs.send(
      new CreateQueueCommand({
        QueueName: name,
        Attributes: {
          ...(policy === undefined ? {} : { Policy: policy }),
          ...(key === undefined ? {} : { KmsMasterKeyId: key }),
          ...(fifo ? { FifoQueue: "true" } : {}),
        },
      }),
    );
    return { id: QueueUrl, url: QueueUrl, arn: `arn:${partition}:sqs:${region}:${account}:${name}` };
  },
  async update(provider, { name, policy, key }) {
    const Attributes = { Policy: policy ?? "", KmsMasterKeyId: key ?? "" };
    await provider.aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl: await urlOf(provider, name), Attributes }));
  },
  async remove(provider, { name }) {
    await provider.aws.sqs.send(new DeleteQueueCommand({ QueueUrl: await urlOf(provider, name) }));
  },
};

interface QueuePolicy {
  /** The queue's name: its URL is another at each endpoint. */
  readonly queue: string;
  readonly policy: string;
}

const setPolicy = async (provider: ProviderConfig, { queue, policy }: QueuePolicy): Promise<void> => {
  const QueueUrl = await urlOf(provider, queue);
  await provider.aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: policy } }));
};

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/sqs_queue_policy */
export const queuePolicy: Kind<QueuePolicy> = {
  read: (settings) => ({
    queue: settings.text("queue_url").split("/").at(-1) ?? "",
    policy: settings.text("policy"),
  }),
  replacedBy: ["queue"],
  principals: ({ policy }) => principalsOf(policy),
  async create(provider, wanted) {
    await setPolicy(provider, wanted);
    return { id: wanted.queue };
  },
  update: setPolicy,
  remove: (provider, { queue }) => setPolicy(provider, { queue, policy: "" }),
};
