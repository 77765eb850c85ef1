import {
  AttachRolePolicyCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { policy, type TestAws } from "./aws";

const BOTH = ["sts:AssumeRole", "sts:TagSession"];

/** A statement of a trust policy that lets `Principal` assume the role, with tags. */
export const trusts = (Principal: object, Condition?: object): object => ({
  Effect: "Allow",
  Principal,
  Action: BOTH,
  ...(Condition ? { Condition } : {}),
});

/** A statement of an identity policy that allows to assume `Resource`, with tags. */
export const mayAssume = (Resource: string): object => ({ Effect: "Allow", Action: BOTH, Resource });

export const PODS = { Service: "pods.eks.amazonaws.com" };

/** Makes a role and gives its ARN. */
export async function makeRole(
  test: TestAws,
  account: string,
  name: string,
  trust: readonly object[],
  own: readonly object[] = [],
  path = "/",
): Promise<string> {
  const input = { RoleName: name, Path: path, AssumeRolePolicyDocument: policy(...trust) };
  await test.iam(account, "CreateRole", new CreateRoleCommand(input));
  if (own.length > 0) await putPolicy(test, account, name, own);
  return `arn:aws:iam::${account}:role${path}${name}`;
}

export const putPolicy = (test: TestAws, account: string, RoleName: string, own: readonly object[]): Promise<void> =>
  test.iam(
    account,
    "PutRolePolicy",
    new PutRolePolicyCommand({
      RoleName,
      PolicyName: "own",
      PolicyDocument: policy(...own),
    }),
  );

/** Deletes a role that `makeRole` made with a policy. */
export async function deleteRole(test: TestAws, account: string, RoleName: string): Promise<void> {
  await test.iam(account, "DeleteRolePolicy", new DeleteRolePolicyCommand({ RoleName, PolicyName: "own" }));
  await test.iam(account, "DeleteRole", new DeleteRoleCommand({ RoleName }));
}

/** A role as EKS nodes have it. */
export async function makeNodeRole(test: TestAws, account: string): Promise<string> {
  const arn = await makeRole(test, account, "node", [
    { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
  ]);
  await test.iam(
    account,
    "AttachRolePolicy",
    new AttachRolePolicyCommand({
      RoleName: "node",
      PolicyArn: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
    }),
  );
  return arn;
}

export const makeProvider = (test: TestAws, account: string, url: string): Promise<void> =>
  test.iam(
    account,
    "CreateOpenIDConnectProvider",
    new CreateOpenIDConnectProviderCommand({
      Url: url,
      ClientIDList: ["sts.amazonaws.com"],
    }),
  );
