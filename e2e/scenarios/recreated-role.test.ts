import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { ACCOUNT_A, type Fixture, SHIPPED, s3Of, startFixture } from "./fixture";

/** Makes the primary role again, as it was: only its id is another. */
async function recreatePrimaryRole({ emulator, model: { chains } }: Fixture): Promise<void> {
  const iam = new IAMClient({
    endpoint: emulator.endpoint,
    region: "us-east-1",
    credentials: emulator.administrator(ACCOUNT_A),
  });
  const RoleName = chains[0]?.primaryRoleArn?.split("/").at(-1);
  const attachment = { RoleName, PolicyArn: `arn:aws:iam::${ACCOUNT_A}:policy/allow-assume-s3-reader-target-role` };
  const { Role: old } = await iam.send(new GetRoleCommand({ RoleName }));
  await iam.send(new DetachRolePolicyCommand(attachment));
  await iam.send(new DeleteRoleCommand({ RoleName }));
  const AssumeRolePolicyDocument = decodeURIComponent(old?.AssumeRolePolicyDocument ?? "");
  const { Role: made } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  await iam.send(new AttachRolePolicyCommand(attachment));
  assert.equal(made?.Arn, old?.Arn);
  assert.notEqual(made?.RoleId, old?.RoleId);
}

/** What a new pod gets before and after the primary role is recreated. */
async function beforeAndAfter(
  configuration: string,
  check: (fixture: Fixture, get: () => Promise<string>) => Promise<void>,
) {
  const fixture = await startFixture(configuration);
  try {
    await fixture.put("config.json", "from account-b");
    const get = async () => {
      const s3 = s3Of(fixture, await fixture.pod());
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: fixture.bucket, Key: "config.json" }));
      return (await Body?.transformToString()) ?? "";
    };
    assert.equal(await get(), "from account-b");
    await recreatePrimaryRole(fixture);
    fixture.emulator.forgetDecisions();
    await check(fixture, get);
  } finally {
    await fixture.close();
  }
}

describe("a primary role that is made again under its old name", () => {
  test("no longer matches a trust policy that names it (principal: role)", () =>
    beforeAndAfter(SHIPPED, async ({ emulator, model: { chains } }, get) => {
      await assert.rejects(get(), { name: "CredentialsProviderError" });
      assert.deepEqual(
        emulator.decisions.filter(({ allowed }) => !allowed).map(({ resource, refusedBy }) => [resource, refusedBy]),
        [[chains[0]?.targetRoleArn, "resource"]],
      );
    }));

  test("gets through a trust policy that names its account and its ARN (principal: account)", () =>
    beforeAndAfter("examples/account-principal/eks-cross-account.yaml", async (_, get) => {
      assert.equal(await get(), "from account-b");
    }));
});
