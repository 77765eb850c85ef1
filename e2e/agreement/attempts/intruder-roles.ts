import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import type { Keys } from "../../emulator/types";
import type { Stage } from "../environment";
import type { Attempt } from "./attempt";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const EVERYTHING = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});
const POLICY = "everything";
/** Another name, since a role of ours may be borrowed too. */
const BORROWED = "everything-meanwhile";

interface Role {
  readonly account: string;
  readonly name: string;
  /** With slashes at both ends. */
  readonly path: string;
}

/** `arn:aws:iam::111111111111:role/path/name` */
function roleOf(arn: string): Role {
  const [, account = "", resource = ""] = /^arn:[^:]*:iam::(\d{12}):role\/(.*)$/.exec(arn) ?? [];
  const slash = resource.lastIndexOf("/");
  return { account, name: resource.slice(slash + 1), path: `/${resource.slice(0, slash + 1)}` };
}

/** Makes the role `arn`, which may do everything that its account can give. */
export async function makeRole({ clients }: Stage, arn: string, tags: Readonly<Record<string, string>>): Promise<void> {
  const { account, name, path } = roleOf(arn);
  const iam = clients.iam(account);
  await iam.send(
    new CreateRoleCommand({
      RoleName: name,
      Path: path,
      AssumeRolePolicyDocument: TRUST,
      ...(Object.keys(tags).length > 0 ? { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) } : {}),
    }),
  );
  await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: POLICY, PolicyDocument: EVERYTHING }));
}

/** The same unless a role of that name is there; whether it was made. */
export async function makeMissingRole(stage: Stage, arn: string): Promise<boolean> {
  try {
    await makeRole(stage, arn, {});
    return true;
  } catch (error) {
    if ((error as Error).name.startsWith("EntityAlreadyExists")) return false;
    throw error;
  }
}

export async function dropRole({ clients }: Stage, arn: string): Promise<void> {
  const { account, name } = roleOf(arn);
  const iam = clients.iam(account);
  await iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: POLICY }));
  await iam.send(new DeleteRoleCommand({ RoleName: name }));
}

/** Lets the world's own role `arn` do everything for a while; returns what ends that. */
async function borrowRole({ clients }: Stage, arn: string): Promise<() => Promise<void>> {
  const { account, name } = roleOf(arn);
  const iam = clients.iam(account);
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: name }));
  const trust = decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "");
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument: TRUST }));
  await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: BORROWED, PolicyDocument: EVERYTHING }));
  return async () => {
    await iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: BORROWED }));
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument: trust }));
  };
}

/** Sessions of roles that belong to nobody's chain; made once for each state of the emulator. */
export class StrangerRoles {
  private readonly keys = new Map<string, Promise<Keys>>();

  constructor(private readonly stage: Stage) {}

  /** Keys of a session of the role `arn`, which stays until the emulator is emptied. */
  lasting(arn: string): Promise<Keys> {
    const known = this.keys.get(arn);
    if (known) return known;
    const made = makeRole(this.stage, arn, {}).then(() =>
      this.stage.emulator.instanceSession(arn, "i-0123456789abcdef0"),
    );
    this.keys.set(arn, made);
    return made;
  }

  /** Calls `use` with the keys of a session of the role `arn`, which is there only meanwhile. */
  async passing<T>(
    arn: string,
    { tags = {}, session = "i-0123456789abcdef0" }: { tags?: Readonly<Record<string, string>>; session?: string },
    use: (keys: Keys) => Promise<T>,
  ): Promise<T> {
    const giveBack = await makeRole(this.stage, arn, tags).then(
      () => () => dropRole(this.stage, arn),
      (error: Error) => {
        if (!error.name.startsWith("EntityAlreadyExists")) throw error;
        return borrowRole(this.stage, arn);
      },
    );
    try {
      return await use(await this.stage.emulator.instanceSession(arn, session));
    } finally {
      await giveBack();
    }
  }
}

/** What a caller sends with AssumeRole. */
export interface Call {
  readonly roleArn: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly transitive?: boolean;
  readonly externalId?: string;
  readonly sessionName?: string;
}

/** One AssumeRole with `keys`: the new session's keys, or why not. */
export async function assume(
  { clients }: Stage,
  keys: Keys,
  { roleArn, tags = {}, transitive = false, externalId, sessionName = "stranger" }: Call,
): Promise<Attempt & { readonly keys?: Keys }> {
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
