import type { Question } from "../../types";
import type { Asked } from "../enforcement";
import { accountOfCaller } from "./access";
import type { KmsAccess } from "./kms";

/** What a service encrypts with. */
export interface Encrypted {
  /** Id, alias or ARN. `alias/aws/SERVICE` is the key that AWS manages for the service. */
  readonly key: string;
  /** Of what is encrypted. */
  readonly account: string;
  /** The encryption context that the service sends to KMS. */
  readonly context: Readonly<Record<string, string>>;
}

/**
 * The KMS request of a service on its caller's behalf. Every caller of its own account may use an AWS managed key, and
 * no other caller.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export async function viaService(
  kms: KmsAccess,
  asked: Asked,
  actions: readonly string[],
  { key, account, context }: Encrypted,
): Promise<readonly Question[]> {
  const { region, service, caller } = asked;
  if (key.startsWith("alias/aws/") && accountOfCaller(caller) === account) return [];
  const questions = await Promise.all(actions.map((action) => kms.question(action, key, account, region)));
  const told = Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]);
  const ofRequest = {
    "kms:ViaService": `${service}.${region}.amazonaws.com`,
    "kms:CallerAccount": accountOfCaller(caller),
    "kms:EncryptionContextKeys": Object.keys(context),
    ...Object.fromEntries(told),
  };
  return questions.map((question) => ({ ...question, context: ofRequest }));
}
