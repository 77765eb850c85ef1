import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import type { Clients } from "../../moto/clients";
import { partitionOf } from "../../partitions";
import { AwsError, type Question } from "../../types";
import type { Answer, Asked } from "../enforcement";
import { type Access, accountInArn, accountOfCaller, actionOf, nonEmpty, one, unknown } from "./access";

const KEY = new Set(
  `DescribeKey GetKeyPolicy PutKeyPolicy ListKeyPolicies EnableKeyRotation DisableKeyRotation GetKeyRotationStatus
   ScheduleKeyDeletion CancelKeyDeletion EnableKey DisableKey UpdateKeyDescription TagResource UntagResource
   ListResourceTags CreateGrant ListGrants RevokeGrant Encrypt Decrypt GenerateDataKey GenerateDataKeyWithoutPlaintext
   Sign Verify GetPublicKey GenerateMac VerifyMac`.split(/\s+/),
);
const ACCOUNT = new Set(["CreateKey", "ListKeys", "ListAliases"]);
const ALIAS = new Set(["CreateAlias", "DeleteAlias", "UpdateAlias"]);

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html */
export class KmsAccess {
  /** ARNs of keys by their ids: a ciphertext has its key's id, and any account may ask for it. */
  readonly #arns = new Map<string, string>();

  constructor(private readonly clients: Clients) {}

  async of(asked: Asked): Promise<Access> {
    const { account, questions } = await this.#of(asked);
    const context = kmsContext(asked);
    return { account, questions: questions.map((question) => ({ ...question, context })) };
  }

  /** Notes the key that a request that succeeded made. */
  made({ operation }: Asked, { body }: Answer): void {
    if (operation !== "CreateKey") return;
    const { KeyMetadata } = JSON.parse(body.toString("utf8")) as { KeyMetadata: { KeyId: string; Arn: string } };
    this.#arns.set(KeyMetadata.KeyId, KeyMetadata.Arn);
  }

  reset(): void {
    this.#arns.clear();
  }

  async #of(asked: Asked): Promise<Access> {
    const { operation, params, region } = asked;
    const own = accountOfCaller(asked.caller);
    if (ACCOUNT.has(operation)) return one(asked, "*", own);
    if (ALIAS.has(operation)) {
      const alias = {
        action: actionOf(asked),
        resource: `arn:${partitionOf(region)}:kms:${region}:${own}:${params.AliasName}`,
      };
      const key = nonEmpty(params.TargetKeyId);
      const questions: Question[] = [{ ...alias, resourceAccount: own }];
      if (key !== undefined) questions.push({ ...(await this.question(actionOf(asked), key, own, region)) });
      return { account: own, questions };
    }
    if (!KEY.has(operation)) throw unknown(asked);
    const key = nonEmpty(params.KeyId) ?? this.#keyOf(params.CiphertextBlob);
    // https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html#API_Encrypt_Errors
    if (regionInArn(key, region) !== region)
      throw new AwsError("NotFoundException", `Invalid arn ${regionInArn(key, region)}`);
    const question = await this.question(actionOf(asked), key, own, region);
    return { account: question.resourceAccount, questions: [question] };
  }

  /** Moto's ciphertexts begin with the id of their key, 36 characters. */
  #keyOf(ciphertext: unknown): string {
    const id = Buffer.from(String(ciphertext ?? ""), "base64")
      .subarray(0, 36)
      .toString("latin1");
    return this.#arns.get(id) ?? id;
  }

  /**
   * `action` on a key that is named by id, alias or the ARN of either, in `own` and in the caller's region where it names no
   * account and region.
   */
  async question(action: string, key: string, own: string, caller: string): Promise<Question> {
    const account = accountInArn(key, own);
    const region = regionInArn(key, caller);
    const id = key.replace(/^arn:[^/]*:(?=key\/|alias\/)/, "");
    if (!id.startsWith("alias/"))
      return {
        action,
        resource: `arn:${partitionOf(region)}:kms:${region}:${account}:key/${id.replace("key/", "")}`,
        resourceAccount: account,
      };
    try {
      const { KeyMetadata } = await this.clients.kms(account, region).send(new DescribeKeyCommand({ KeyId: id }));
      return { action, resource: KeyMetadata?.Arn ?? key, resourceAccount: account };
    } catch {
      // Moto's error for a missing alias is that of KMS.
      return {
        action,
        resource: `arn:${partitionOf(region)}:kms:${region}:${account}:${id}`,
        resourceAccount: account,
      };
    }
  }
}

const regionInArn = (key: string, otherwise: string): string =>
  /^arn:/.test(key) ? (key.split(":")[3] ?? otherwise) : otherwise;

/** https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html */
function kmsContext({ params, caller }: Asked): Readonly<Record<string, string | readonly string[]>> {
  const pairs = Object.entries(params.EncryptionContext ?? {});
  return {
    "kms:CallerAccount": accountOfCaller(caller),
    ...Object.fromEntries(pairs.map(([name, value]) => [`kms:EncryptionContext:${name}`, String(value)])),
    ...(pairs.length === 0 ? {} : { "kms:EncryptionContextKeys": pairs.map(([name]) => name) }),
  };
}
