import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { type Kind, principalsOf, type Site } from "./kind";

interface Queue {
  readonly name: string;
  readonly policy: string | undefined;
  readonly key: string | undefined;
  readonly fifo: boolean;
}

const urlOf = async ({ aws }: Site, name: string): Promise<string> =>
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
  async update(site, { name, policy, key }) {
    const Attributes = { Policy: policy ?? "", KmsMasterKeyId: key ?? "" };
    await site.aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl: await urlOf(site, name), Attributes }));
  },
  async remove(site, { name }) {
    await site.aws.sqs.send(new DeleteQueueCommand({ QueueUrl: await urlOf(site, name) }));
  },
};

interface QueuePolicy {
  /** The queue's name: its URL is another at each endpoint. */
  readonly queue: string;
  readonly policy: string;
}

const setPolicy = async (site: Site, { queue, policy }: QueuePolicy): Promise<void> => {
  const QueueUrl = await urlOf(site, queue);
  await site.aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: policy } }));
};

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/sqs_queue_policy */
export const queuePolicy: Kind<QueuePolicy> = {
  read: (settings) => ({
    queue: settings.text("queue_url").split("/").at(-1) ?? "",
    policy: settings.text("policy"),
  }),
  replacedBy: ["queue"],
  principals: ({ policy }) => principalsOf(policy),
  async create(site, wanted) {
    await setPolicy(site, wanted);
    return { id: wanted.queue };
  },
  update: setPolicy,
  remove: (site, { queue }) => setPolicy(site, { queue, policy: "" }),
};
