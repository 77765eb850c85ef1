import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import type { Keys } from "../../emulator/types";
import type { Environment } from "../environment";

/** What a caller sends with AssumeRole. */
export interface Call {
  readonly roleArn: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly transitive?: boolean;
  readonly externalId?: string;
  readonly sessionName?: string;
}

/** What STS answers. */
export interface Assumed {
  readonly allowed: boolean;
  /** The role, or AWS's error. */
  readonly says: string;
  readonly keys?: Keys;
}

/** One AssumeRole with `keys`: the new session's keys, or why not. */
export async function assume(
  { clients }: Environment,
  keys: Keys,
  { roleArn, tags = {}, transitive = false, externalId, sessionName = "intruder" }: Call,
): Promise<Assumed> {
  const names = Object.keys(tags);
  try {
    const { Credentials } = await clients.sts(keys).send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: sessionName,
        ...(names.length > 0 ? { Tags: names.map((Key) => ({ Key, Value: tags[Key] ?? "" })) } : {}),
        ...(transitive ? { TransitiveTagKeys: names } : {}),
        ...(externalId === undefined ? {} : { ExternalId: externalId }),
      }),
    );
    const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
    return {
      allowed: true,
      says: `assumed ${roleArn}`,
      keys: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
    };
  } catch (error) {
    return { allowed: false, says: `${(error as Error).name}: ${(error as Error).message}` };
  }
}
