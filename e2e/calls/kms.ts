import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  KMSClient,
  ListGrantsCommand,
} from "@aws-sdk/client-kms";
import type { Call, ServiceCalls, Target } from "./call";
import type { Session } from "./session";

const client = (session: Session, { region }: Target): KMSClient => session.client(KMSClient, region);

const CALLS: Readonly<Record<string, Call>> = {
  "kms:Encrypt": (session, to) =>
    client(session, to).send(new EncryptCommand({ KeyId: to.arn, Plaintext: Buffer.from("word") })),
  "kms:Decrypt": (session, to) =>
    client(session, to).send(
      new DecryptCommand({ KeyId: to.arn, CiphertextBlob: Buffer.from(to.facts.ciphertext ?? "", "base64") }),
    ),
  "kms:GenerateDataKey": (session, to) =>
    client(session, to).send(new GenerateDataKeyCommand({ KeyId: to.arn, KeySpec: "AES_256" })),
  "kms:GenerateDataKeyWithoutPlaintext": (session, to) =>
    client(session, to).send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId: to.arn, KeySpec: "AES_256" })),
  "kms:DescribeKey": (session, to) => client(session, to).send(new DescribeKeyCommand({ KeyId: to.arn })),
  "kms:ListGrants": (session, to) => client(session, to).send(new ListGrantsCommand({ KeyId: to.arn })),
};

export const kms: ServiceCalls = {
  calls: CALLS,
  authorised: [],
  /** Its owner may be shut out of a key, whose ciphertexts then nobody has. */
  async found(owner, target) {
    const made = await client(owner, target)
      .send(new EncryptCommand({ KeyId: target.arn, Plaintext: Buffer.from("word") }))
      .catch(() => undefined);
    const ciphertext = Buffer.from(made?.CiphertextBlob ?? []).toString("base64");
    return [{ ...target, facts: { ciphertext } }];
  },
};
