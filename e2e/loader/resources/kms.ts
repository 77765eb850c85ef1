import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
} from "@aws-sdk/client-kms";
import { differing, type Kind, principalsOf } from "./kind";

interface Key {
  readonly description: string | undefined;
  readonly policy: string | undefined;
}

/** The policy of a key for which none is given. @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
const defaultPolicy = (partition: string, account: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { AWS: `arn:${partition}:iam::${account}:root` }, Action: "kms:*", Resource: "*" },
    ],
  });

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key */
export const key: Kind<Key> = {
  read: (settings) => ({ description: settings.optional("description"), policy: settings.optional("policy") }),
  replacedBy: [],
  principals: ({ policy }) => principalsOf(policy),
  async create({ aws }, { description, policy }) {
    const { KeyMetadata } = await aws.kms.send(new CreateKeyCommand({ Description: description, Policy: policy }));
    const id = KeyMetadata?.KeyId ?? "";
    return { key_id: id, id, arn: KeyMetadata?.Arn ?? "" };
  },
  async update({ aws, partition, account }, wanted, was, { key_id: KeyId }) {
    const differs = differing(wanted, was);
    if (differs.has("description"))
      await aws.kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: wanted.description ?? "" }));
    if (differs.has("policy") || differs.size === 0)
      await aws.kms.send(
        new PutKeyPolicyCommand({
          KeyId,
          // AWS takes this for granted, moto does not
          PolicyName: "default",
          Policy: wanted.policy ?? defaultPolicy(partition, account),
        }),
      );
  },
  async remove({ aws }, _, { key_id: KeyId }) {
    await aws.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
  },
};

interface Alias {
  readonly name: string;
  readonly key: string;
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_alias */
export const alias: Kind<Alias> = {
  read: (settings) => ({ name: settings.text("name"), key: settings.text("target_key_id") }),
  replacedBy: ["name"],
  async create({ aws, partition, region, account }, { name, key }) {
    await aws.kms.send(new CreateAliasCommand({ AliasName: name, TargetKeyId: key }));
    return { id: name, arn: `arn:${partition}:kms:${region}:${account}:${name}` };
  },
  async update({ aws }, { name, key }) {
    await aws.kms.send(new UpdateAliasCommand({ AliasName: name, TargetKeyId: key }));
  },
  async remove({ aws }, { name }) {
    await aws.kms.send(new DeleteAliasCommand({ AliasName: name }));
  },
};
