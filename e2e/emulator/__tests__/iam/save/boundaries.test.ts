import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreatePolicyCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
} from "@aws-sdk/client-iam";
import { A, errorOf, policy, TestAws } from "../../support/aws";
import { makeRole, trusts } from "../../support/roles";

let aws: TestAws;
before(async () => {
  aws = await TestAws.start();
});
after(() => aws.stop());

const ROOT = { AWS: `arn:aws:iam::${A}:root` };
const ALL = { Effect: "Allow", Action: "s3:*", Resource: "*" };
const policyArn = (name: string) => `arn:aws:iam::${A}:policy/${name}`;
const makePolicy = (PolicyName: string) =>
  aws.iam(A, "CreatePolicy", new CreatePolicyCommand({ PolicyName, PolicyDocument: policy(ALL) }));
const deletePolicy = (name: string) =>
  errorOf(() => aws.iam(A, "DeletePolicy", new DeletePolicyCommand({ PolicyArn: policyArn(name) })));

test("a permissions boundary must exist", async () => {
  const missing = (arn: string) => `NoSuchEntity: Scope ARN: ${arn} does not exist or is not attachable.`;
  const make = (PermissionsBoundary: string) => {
    const role = { RoleName: "bounded", AssumeRolePolicyDocument: policy(trusts(ROOT)), PermissionsBoundary };
    return errorOf(() => aws.iam(A, "CreateRole", new CreateRoleCommand(role)));
  };
  assert.equal(await make(policyArn("nowhere")), missing(policyArn("nowhere")));
  assert.equal(await make("arn:aws:iam::aws:policy/ReadOnlyAccess"), "no error");
  const put = new PutRolePermissionsBoundaryCommand({ RoleName: "bounded", PermissionsBoundary: policyArn("nowhere") });
  assert.equal(await errorOf(() => aws.iam(A, "PutRolePermissionsBoundary", put)), missing(policyArn("nowhere")));
});

test("a policy is not deleted while it is a role's permissions boundary", async () => {
  await makePolicy("in-use");
  const role = {
    RoleName: "using",
    AssumeRolePolicyDocument: policy(trusts(ROOT)),
    PermissionsBoundary: policyArn("in-use"),
  };
  await aws.iam(A, "CreateRole", new CreateRoleCommand(role));
  assert.equal(await deletePolicy("in-use"), "DeleteConflict: Cannot delete a policy attached to entities.");
  await aws.iam(A, "DeleteRole", new DeleteRoleCommand({ RoleName: "using" }));
  assert.equal(await deletePolicy("in-use"), "no error");
});

test("a boundary that cannot be read allows nothing to its role, and the account's other roles go on", async () => {
  const [unbound, other] = [
    await makeRole(aws, A, "unbound", [trusts(ROOT)], [ALL]),
    await makeRole(aws, A, "other", [trusts(ROOT)], [ALL]),
  ];
  const input = { RoleName: "unbound", PermissionsBoundary: policyArn("nowhere") };
  // Sent to moto directly: enforcement would refuse it.
  await new IAMClient(aws.state.client(A)).send(new PutRolePermissionsBoundaryCommand(input));
  const may = async (role: string) =>
    aws.may(await aws.assume(aws.administrator(A), role), "s3:GetObject", "arn:aws:s3:::any/a", A);
  assert.match(await may(unbound), /because no permissions boundary allows the s3:GetObject action$/);
  assert.equal(await may(other), "yes");
});
