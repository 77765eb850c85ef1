import {
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DeleteSecretCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { type Kind, type ProviderConfig, principalsOf } from "./kind";

interface Secret {
  readonly name: string;
  readonly description: string | undefined;
  readonly key: string | undefined;
  readonly policy: string | undefined;
}

const putPolicy = async ({ aws }: ProviderConfig, secret: string, policy: string): Promise<void> => {
  await aws.secrets.send(new PutResourcePolicyCommand({ SecretId: secret, ResourcePolicy: policy }));
};

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/secretsmanager_secret */
export const secret: Kind<Secret> = {
  read: (settings) => ({
    name: settings.text("name"),
    description: settings.optional("description"),
    key: settings.optional("kms_key_id"),
    policy: settings.optional("policy"),
  }),
  replacedBy: ["name"],
  principals: ({ policy }) => principalsOf(policy),
  async create({ aws }, { name, description, key }) {
    const { ARN = "" } = await aws.secrets.send(
      new CreateSecretCommand({ Name: name, Description: description, KmsKeyId: key }),
    );
    // Secrets Manager ends the ARN in six characters of its own
    return { id: ARN, arn: ARN, suffix: ARN.slice(-6) };
  },
  async settle(provider, { name, policy }) {
    if (policy !== undefined) await putPolicy(provider, name, policy);
  },
  async update(provider, { name, description, key, policy }) {
    await provider.aws.secrets.send(
      new UpdateSecretCommand({ SecretId: name, Description: description ?? "", KmsKeyId: key }),
    );
    if (policy !== undefined) await putPolicy(provider, name, policy);
    else await provider.aws.secrets.send(new DeleteResourcePolicyCommand({ SecretId: name }));
  },
  // at once: a secret that waits for its deletion keeps its name
  async remove({ aws }, { name }) {
    await aws.secrets.send(new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true }));
  },
};

interface SecretPolicy {
  readonly secret: string;
  readonly policy: string;
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/secretsmanager_secret_policy */
export const secretPolicy: Kind<SecretPolicy> = {
  read: (settings) => ({ secret: settings.text("secret_arn"), policy: settings.text("policy") }),
  replacedBy: ["secret"],
  principals: ({ policy }) => principalsOf(policy),
  async create(provider, { secret, policy }) {
    await putPolicy(provider, secret, policy);
    return { id: secret };
  },
  update: (provider, { secret, policy }) => putPolicy(provider, secret, policy),
  async remove({ aws }, { secret }) {
    await aws.secrets.send(new DeleteResourcePolicyCommand({ SecretId: secret }));
  },
};

interface SecretVersion {
  readonly secret: string;
  readonly value: string;
}

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/secretsmanager_secret_version, of a text */
export const secretVersion: Kind<SecretVersion> = {
  read: (settings) => ({ secret: settings.text("secret_id"), value: settings.text("secret_string") }),
  replacedBy: ["secret", "value"],
  async create({ aws }, { secret, value }) {
    const { VersionId = "" } = await aws.secrets.send(
      new PutSecretValueCommand({ SecretId: secret, SecretString: value }),
    );
    return { id: `${secret}|${VersionId}`, version_id: VersionId };
  },
  // the current version goes with its secret
  remove: () => Promise.resolve(),
};
