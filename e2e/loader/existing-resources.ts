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

/** @param name what the ARN ends in, without the type of the resource */
type Make = (provider: ProviderConfig, name: string) => Promise<unknown>;

/** By what an ARN holds between its service and its name. */
const KINDS: readonly (readonly [pattern: RegExp, make: Make])[] = [
  [
    /^arn:[^:]*:s3:::([^/]+)/,
    (provider, name) => bucket.create(provider, { bucket: name, forceDestroy: false, tags: {} }),
  ],
  [/^arn:[^:]*:dynamodb:[^:]*:\d+:table\/([^/]+)/, (provider, name) => table.create(provider, { ...TABLE, name })],
  [
    /^arn:[^:]*:sqs:[^:]*:\d+:(.+)$/,
    (provider, name) => queue.create(provider, { ...PLAIN, name, fifo: name.endsWith(".fifo") }),
  ],
  [/^arn:[^:]*:sns:[^:]*:\d+:(.+)$/, (provider, name) => topic.create(provider, { ...PLAIN, name })],
  [
    /^arn:[^:]*:ssm:[^:]*:\d+:parameter(\/.+)$/,
    // a path is one that holds something
    async (provider, name) => {
      for (const one of [name, `${name}/word`])
        await parameter.create(provider, { name: one, type: "String", value: "word", key: undefined });
    },
  ],
  [/^arn:[^:]*:secretsmanager:[^:]*:\d+:secret:(.+)$/, secret],
  [/^arn:[^:]*:kms:[^:]*:\d+:key\/(.+)$/, key],
  [/^arn:[^:]*:route53:::hostedzone\/(.+)$/, zone],
];

const PLAIN = { policy: undefined, key: undefined };
const TABLE = {
  hashKey: "id",
  rangeKey: undefined,
  attributes: { id: "S" },
  globalIndexes: [],
  localIndexes: [],
  key: undefined,
};

/**
 * Makes a resource that exists before a deployment, which a configuration names by its ARN.
 * @throws Error for a kind that is not known here
 */
export async function createExistingResource(provider: ProviderConfig, arn: string): Promise<void> {
  for (const [pattern, make] of KINDS) {
    const name = pattern.exec(arn)?.[1];
    if (name === undefined) continue;
    await make(provider, name);
    return;
  }
  throw new Error(`found ${arn}, which cannot be made before a deployment; add it to loader/existing-resources.ts`);
}

/** With the six characters that end its ARN, where they are given rather than left open. */
async function secret({ aws }: ProviderConfig, name: string): Promise<void> {
  const [, plain = name, suffix = ""] = /^(.+)-(\w{6}|\?{6})$/.exec(name) ?? [];
  const Tags = suffix === "" || suffix === "??????" ? [] : [{ Key: CHOSEN_ID, Value: suffix }];
  await aws.secrets.send(new CreateSecretCommand({ Name: plain, SecretString: "word", Tags }));
}

async function key({ aws }: ProviderConfig, id: string): Promise<void> {
  await aws.kms.send(new CreateKeyCommand({ Tags: [{ TagKey: CHOSEN_ID, TagValue: id }] }));
}

async function zone({ aws }: ProviderConfig, id: string): Promise<void> {
  const Name = `${id.toLowerCase()}.example`;
  await aws.route53.send(new CreateHostedZoneCommand({ Name, CallerReference: `${CHOSEN_ID}${id}` }));
}
