import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import type { Environment } from "./environment";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const EVERYTHING = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});
const POLICY = "everything";
/** A second name, since a role made here may be borrowed too. */
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

/** Makes the role `arn`, which has every permission that its account can grant. */
export async function makeRole(
  { clients }: Environment,
  arn: string,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
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

/** The same unless the role exists; returns whether it was made. */
export async function makeMissingRole(environment: Environment, arn: string): Promise<boolean> {
  try {
    await makeRole(environment, arn, {});
    return true;
  } catch (error) {
    if ((error as Error).name.startsWith("EntityAlreadyExists")) return false;
    throw error;
  }
}

export async function dropRole({ clients }: Environment, arn: string): Promise<void> {
  const { account, name } = roleOf(arn);
  const iam = clients.iam(account);
  await iam.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName: POLICY }));
  await iam.send(new DeleteRoleCommand({ RoleName: name }));
}

/** Grants the world's own role `arn` every permission; returns a function that restores it. */
export async function borrowRole({ clients }: Environment, arn: string): Promise<() => Promise<void>> {
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
