import { DescribeSecretCommand, type DescribeSecretCommandOutput } from "@aws-sdk/client-secrets-manager";
import type { Clients } from "../../moto/clients";
import { partitionOf } from "../../partitions";
import type { Question } from "../../types";
import type { Asked } from "../enforcement";
import { type Access, accountInArn, accountOfCaller, actionOf, nonEmpty, one, unknown } from "./access";
import type { KmsAccess } from "./kms";
import { viaService } from "./via-service";

const SECRET = new Set(
  `CreateSecret DescribeSecret GetSecretValue PutSecretValue UpdateSecret DeleteSecret RestoreSecret
   ListSecretVersionIds PutResourcePolicy GetResourcePolicy DeleteResourcePolicy ValidateResourcePolicy TagResource
   UntagResource RotateSecret CancelRotateSecret UpdateSecretVersionStage`.split(/\s+/),
);

/** The KMS requests of Secrets Manager on its caller's behalf. */
const OF_KEY: Readonly<Record<string, readonly string[]>> = {
  GetSecretValue: ["kms:Decrypt"],
  CreateSecret: ["kms:GenerateDataKey", "kms:Decrypt"],
  PutSecretValue: ["kms:GenerateDataKey", "kms:Decrypt"],
  UpdateSecret: ["kms:GenerateDataKey", "kms:Decrypt"],
};

/**
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html
 */
export class SecretsAccess {
  constructor(
    private readonly clients: Clients,
    private readonly kms: KmsAccess,
  ) {}

  async of(asked: Asked): Promise<Access> {
    const { operation, params, region } = asked;
    const own = accountOfCaller(asked.caller);
    if (operation === "ListSecrets" || operation === "GetRandomPassword") return one(asked, "*", own);
    if (!SECRET.has(operation)) throw unknown(asked);
    const id = nonEmpty(params.SecretId) ?? nonEmpty(params.Name) ?? "";
    const account = accountInArn(id, own);
    const described = operation === "CreateSecret" ? undefined : await this.#describe(id, account, region);
    const arn =
      described?.ARN ??
      (id.startsWith("arn:") ? id : `arn:${partitionOf(region)}:secretsmanager:${region}:${own}:secret:${id}`);
    const secret: Question = { action: actionOf(asked), resource: arn, resourceAccount: account };
    const key = nonEmpty(params.KmsKeyId) ?? described?.KmsKeyId ?? "alias/aws/secretsmanager";
    const encrypted = { key, account, context: { SecretARN: arn } };
    const ofKey = await viaService(this.kms, asked, OF_KEY[operation] ?? [], encrypted);
    return { account, questions: [secret, ...ofKey] };
  }

  /** Moto's description: an ARN ends in six letters that the name does not tell. Undefined where there is none. */
  async #describe(id: string, account: string, region: string): Promise<DescribeSecretCommandOutput | undefined> {
    try {
      return await this.clients.secrets(account, region).send(new DescribeSecretCommand({ SecretId: id }));
    } catch (error) {
      if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
      throw error;
    }
  }
}
