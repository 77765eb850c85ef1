import {
  CreateAliasCommand,
  CreateGrantCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  type GrantOperation,
  ListGrantsCommand,
  PutKeyPolicyCommand,
  RevokeGrantCommand,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
  UpdateKeyDescriptionCommand,
} from "@aws-sdk/client-kms";
import { differing, type Kind, type ProviderConfig, principalsOf, roleKeyOf } from "./kind";

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

// AWS takes the name for granted, moto does not
const putPolicy = async ({ aws }: ProviderConfig, KeyId: string, Policy: string): Promise<void> => {
  await aws.kms.send(new PutKeyPolicyCommand({ KeyId, PolicyName: "default", Policy }));
};

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
  async update(provider, wanted, was, { key_id: KeyId = "" }) {
    const { aws, partition, account } = provider;
    const differs = differing(wanted, was);
    if (differs.has("description"))
      await aws.kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: wanted.description ?? "" }));
    if (differs.has("policy") || differs.size === 0)
      await putPolicy(provider, KeyId, wanted.policy ?? defaultPolicy(partition, account));
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

interface KeyPolicy {
  readonly key: string;
  readonly policy: string;
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key_policy */
export const keyPolicy: Kind<KeyPolicy> = {
  read: (settings) => ({ key: settings.text("key_id"), policy: settings.text("policy") }),
  replacedBy: ["key"],
  principals: ({ policy }) => principalsOf(policy),
  async create(provider, { key, policy }) {
    await putPolicy(provider, key, policy);
    return { id: key };
  },
  update: (provider, { key, policy }) => putPolicy(provider, key, policy),
  // as the provider does it: the key gets the policy that a new one has
  remove: (provider, { key }) => putPolicy(provider, key, defaultPolicy(provider.partition, provider.account)),
};

interface Grant {
  readonly key: string;
  readonly name: string | undefined;
  readonly grantee: string;
  readonly operations: readonly string[];
  readonly encryptionContextEquals: Readonly<Record<string, string>>;
  readonly encryptionContextSubset: Readonly<Record<string, string>>;
}

const filled = (map: Readonly<Record<string, string>>): Record<string, string> | undefined =>
  Object.keys(map).length > 0 ? { ...map } : undefined;

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_grant */
export const grant: Kind<Grant> = {
  read: (settings) => ({
    key: settings.text("key_id"),
    name: settings.optional("name"),
    grantee: settings.text("grantee_principal"),
    operations: settings.texts("operations"),
    encryptionContextEquals: settings.map("constraints", 0, "encryption_context_equals"),
    encryptionContextSubset: settings.map("constraints", 0, "encryption_context_subset"),
  }),
  replacedBy: [],
  principals: ({ grantee }) => [grantee],
  needs: (_, { grantee }) => roleKeyOf(grantee),
  async create({ aws }, { key, name, grantee, operations, ...constraints }) {
    const { GrantId = "" } = await aws.kms.send(
      new CreateGrantCommand({
        KeyId: key,
        Name: name,
        GranteePrincipal: grantee,
        Operations: operations as GrantOperation[],
        Constraints: {
          EncryptionContextEquals: filled(constraints.encryptionContextEquals),
          EncryptionContextSubset: filled(constraints.encryptionContextSubset),
        },
      }),
    );
    return { id: `${key}:${GrantId}`, grant_id: GrantId };
  },
  async find({ aws }, { key, grantee }) {
    const { Grants = [] } = await aws.kms.send(new ListGrantsCommand({ KeyId: key }));
    const found = Grants.find(({ GranteePrincipal }) => GranteePrincipal === grantee);
    return found && { id: `${key}:${found.GrantId}`, grant_id: found.GrantId ?? "" };
  },
  async remove({ aws }, { key }, { grant_id: GrantId }) {
    await aws.kms.send(new RevokeGrantCommand({ KeyId: key, GrantId }));
  },
};
