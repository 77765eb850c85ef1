import { needing, type Service } from "./service";

/**
 * A queue's URL has hosts of several forms; its account and name stand behind them.
 * @see https://docs.aws.amazon.com/general/latest/gr/sqs-service.html
 */
const URL =
  /^https?:\/\/(?:sqs(?:-fips)?\.([a-z0-9-]+)\.[a-z.]+|(?:([a-z0-9-]+)\.)?queue\.amazonaws\.com(?:\.cn)?)\/(\d{12})\/([^/]+)$/;

/** The parts of a queue's URL; undefined where it is none that is known. */
export function queueIn(
  url: string,
): { readonly region: string; readonly account: string; readonly name: string } | undefined {
  const [, region, legacy = "us-east-1", account, name] = URL.exec(url) ?? [];
  return account !== undefined && name !== undefined ? { region: region ?? legacy, account, name } : undefined;
}

/** The name of a queue, which its URL ends in, whatever the host. */
const nameIn = (url: string): string | undefined => url.split("/").findLast((part) => part !== "");

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
export const SQS: Service = {
  service: "sqs",
  tagged: true,
  type: "aws_sqs_queue",
  name: "name",
  ids: ["url", "id"],
  sameFor(id) {
    const queue = queueIn(id);
    return queue ? `sqs ${queue.region} ${queue.account} ${queue.name}` : id;
  },
  // such as a URL of an interface endpoint: SQS looks at what stands behind the host
  mayBe: (id, other) => queueIn(id) === undefined && nameIn(id) === nameIn(other),
  policy: { type: "aws_sqs_queue_policy", by: "queue_url" },
  key: "kms_master_key_id",
  keyActions: {
    ...needing("SendMessage", "kms:GenerateDataKey", "kms:Decrypt"),
    ...needing("ReceiveMessage", "kms:Decrypt"),
  },
};
