import { CreateKeyCommand } from "@aws-sdk/client-kms";
import { CreateHostedZoneCommand } from "@aws-sdk/client-route-53";
import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { CHOSEN_ID } from "../emulator/moto/chosen-ids";
import { table } from "./resources/dynamodb";
import type { ProviderConfig } from "./resources/kind";
import { bucket } from "./resources/s3";
import { topic } from "./resources/sns";
import { queue } from "./resources/sqs";
import { parameter } from "./resources/ssm";

/**
 * @param name what the ARN ends in, without the type of the resource
 * @param key ARN of the customer key that it is encrypted with
 */
type Make = (provider: ProviderConfig, name: string, key: string | undefined) => Promise<unknown>;

/** By what an ARN holds between its service and its name. */
const KINDS: readonly (readonly [pattern: RegExp, make: Make])[] = [
  [
    /^arn:[^:]*:s3:::([^/]+)/,
    (provider, name) => bucket.create(provider, { bucket: name, forceDestroy: false, tags: {} }),
  ],
  [
    /^arn:[^:]*:dynamodb:[^:]*:\d+:table\/([^/]+)/,
    (provider, name, key) => table.create(provider, { ...TABLE, name, key }),
  ],
  [
    /^arn:[^:]*:sqs:[^:]*:\d+:(.+)$/,
    (provider, name, key) => queue.create(provider, { policy: undefined, name, key, fifo: name.endsWith(".fifo") }),
  ],
  [/^arn:[^:]*:sns:[^:]*:\d+:(.+)$/, (provider, name, key) => topic.create(provider, { policy: undefined, name, key })],
  [/^arn:[^:]*:ssm:[^:]*:\d+:parameter(\/.+)$/, parameters],
  [/^arn:[^:]*:secretsmanager:[^:]*:\d+:secret:(.+)$/, secret],
  [/^arn:[^:]*:kms:[^:]*:\d+:key\/(.+)$/, key],
  [/^arn:[^:]*:route53:::hostedzone\/(.+)$/, zone],
];

const TABLE = {
  hashKey: "id",
  rangeKey: undefined,
  attributes: { id: "S" },
  globalIndexes: [],
  localIndexes: [],
};

/**
 * Makes a resource that exists before a deployment, which a configuration names by its ARN.
 * @throws Error for a kind that is not known here
 */
export async function createExistingResource(provider: ProviderConfig, arn: string, key?: string): Promise<void> {
  for (const [pattern, make] of KINDS) {
    const name = pattern.exec(arn)?.[1];
    if (name === undefined) continue;
    await make(provider, name, key);
    return;
  }
  throw new Error(`found ${arn}, which cannot be made before a deployment; add it to loader/existing-resources.ts`);
}

/** With the six characters that end its ARN, where they are given rather than left open. */
async function secret({ aws }: ProviderConfig, name: string, KmsKeyId: string | undefined): Promise<void> {
  const [, plain = name, suffix = ""] = /^(.+)-(\w{6}|\?{6})$/.exec(name) ?? [];
  const Tags = suffix === "" || suffix === "??????" ? [] : [{ Key: CHOSEN_ID, Value: suffix }];
  await aws.secrets.send(new CreateSecretCommand({ Name: plain, SecretString: "word", KmsKeyId, Tags }));
}

/** An ARN does not tell a parameter from a path: one of that name, and one below it. */
async function parameters(provider: ProviderConfig, name: string, key: string | undefined): Promise<void> {
  const type = key === undefined ? "String" : "SecureString";
  for (const one of [name, `${name}/one`]) await parameter.create(provider, { name: one, type, value: "word", key });
}

async function key({ aws }: ProviderConfig, id: string): Promise<void> {
  await aws.kms.send(new CreateKeyCommand({ Tags: [{ TagKey: CHOSEN_ID, TagValue: id }] }));
}

async function zone({ aws }: ProviderConfig, id: string): Promise<void> {
  const Name = `${id.toLowerCase()}.example`;
  await aws.route53.send(new CreateHostedZoneCommand({ Name, CallerReference: `${CHOSEN_ID}${id}` }));
}
