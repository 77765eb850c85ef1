import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import {
  GetOpenIDConnectProviderCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListOpenIDConnectProvidersCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { GetKeyPolicyCommand, ListKeysCommand } from "@aws-sdk/client-kms";
import { GetBucketPolicyCommand, ListBucketsCommand } from "@aws-sdk/client-s3";
import { type Emulator, startEmulator } from "../emulator";
import { createExisting, Deployment, Kubernetes, type Synthesized, synthesizedFile } from "../loader";
import { AllClients } from "../loader/aws";
import { handover, shell } from "./handed";

const json = (text: string | undefined): unknown => JSON.parse(decodeURIComponent(text ?? "null"));

/** Every role of an account with its policies, and every provider: what Terraform and the commands must make alike. */
async function heldIn(iam: IAMClient): Promise<unknown> {
  const { Roles = [] } = await iam.send(new ListRolesCommand({ MaxItems: 1000 }));
  const roles = await Promise.all(
    Roles.map(async ({ RoleName }) => {
      const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
      const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
      const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
      const attached = await Promise.all(
        AttachedPolicies.map(async ({ PolicyArn }) => {
          const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
          const VersionId = Policy?.DefaultVersionId;
          const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
          return [PolicyArn, json(PolicyVersion?.Document)];
        }),
      );
      const inline = await Promise.all(
        PolicyNames.map(async (PolicyName) => {
          const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
          return [PolicyName, json(PolicyDocument)];
        }),
      );
      return {
        arn: Role?.Arn,
        trust: json(Role?.AssumeRolePolicyDocument),
        boundary: Role?.PermissionsBoundary?.PermissionsBoundaryArn,
        tags: Role?.Tags ?? [],
        attached: attached.sort(),
        inline: inline.sort(),
      };
    }),
  );
  const { OpenIDConnectProviderList = [] } = await iam.send(new ListOpenIDConnectProvidersCommand({}));
  const providers = await Promise.all(
    OpenIDConnectProviderList.map(async ({ Arn }) => {
      const { Url, ClientIDList } = await iam.send(
        new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: Arn }),
      );
      return [Arn, Url, ClientIDList];
    }),
  );
  return { roles: roles.sort((a, b) => ((a.arn ?? "") < (b.arn ?? "") ? -1 : 1)), providers: providers.sort() };
}

for (const { name, path, accounts } of [
  {
    name: "a bucket of another account",
    path: "__tests__/fixtures/shipped.yaml",
    accounts: ["account-a", "account-b"],
  },
  {
    name: "roles that others keep",
    path: "examples/existing-roles/eks-cross-account.yaml",
    accounts: ["platform", "finance"],
  },
  { name: "a token's role", path: "examples/article-irsa/eks-cross-account.yaml", accounts: ["account-b"] },
  {
    name: "a key of a third account",
    path: "examples/encrypted-bucket/eks-cross-account.yaml",
    accounts: ["data", "vault"],
  },
])
  describe(`the commands that owners are handed, for ${name}`, () => {
    let emulator: Emulator;
    let made: Synthesized;
    let folder: string;

    before(async () => {
      made = await synthesizedFile(resolve("..", path));
      emulator = await startEmulator();
      const kubernetes = new Kubernetes();
      await createExisting(made.model, emulator, kubernetes);
      const refusals = await new Deployment(emulator, kubernetes).apply(made.world, made.order);
      assert.deepEqual(refusals, []);
      folder = mkdtempSync(join(tmpdir(), "handover-"));
    });
    after(async () => {
      made?.dispose();
      await emulator?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test("take away what Terraform made, make the same again, and find it as asked", async () => {
      const clients = new AllClients(emulator);
      const owners = accounts.map((key) => {
        const [one] = [...made.model.stacks, ...made.model.documents].filter(({ account }) => account.key === key);
        assert.ok(one);
        return one.account;
      });
      const held = () => Promise.all(owners.map(({ id, region }) => heldIn(clients.in(id, region).iam)));
      const policies = () => Promise.all(owners.map(({ id, region }) => resourcePolicies(clients, id, region)));
      const [before, policiesBefore] = [await held(), await policies()];
      const steps = (
        await Promise.all(
          owners.map(async ({ key, id, region }) =>
            (await handover(path, key)).steps.map((step) => ({ ...step, id, region, folder: join(folder, key) })),
          ),
        )
      ).flat();
      // what was there before: a trust policy of a role that exists, and nothing else
      for (const { folder: own, id, commands } of steps) {
        mkdirSync(own, { recursive: true });
        for (const [, file = ""] of commands.revoke.matchAll(/^(?:if ours|retire \S+) (\S+\.before)/gm))
          writeFileSync(join(own, file), wasThere(file, id));
      }
      const inOrder = made.order.flatMap((stack) => steps.filter((step) => step.name === stack));
      assert.equal(inOrder.length, steps.length);

      for (const { commands, ...step } of [...inOrder].reverse()) await shell(commands.revoke, step, emulator, clients);
      assert.notDeepEqual(await held(), before);
      for (const { commands, ...step } of inOrder) await shell(commands.apply, step, emulator, clients);
      assert.deepEqual(await held(), before);
      assert.deepEqual(await policies(), policiesBefore);
      for (const { commands, ...step } of inOrder) {
        const said = await shell(commands.verify, step, emulator, clients);
        const asked = commands.verify.match(/^(check|has) /gm)?.length ?? 0;
        assert.equal(said.match(/: as asked$/gm)?.length ?? 0, asked, said);
        assert.doesNotMatch(said, /NOT |CANNOT/);
      }
      let simulated = 0;
      for (const { key, id, region } of owners) {
        const { simulate } = await handover(path, key);
        if (simulate === undefined) continue;
        simulated++;
        const said = await shell(simulate, { id, region, folder: join(folder, key) }, emulator, clients);
        assert.match(said, /^allowed\t/);
      }
      assert.ok(simulated > 0);
    });

    const skip = name === "a key of a third account" && "its owner is asked for no role";
    test("say what is not as asked: a policy more, a document that has changed", { skip }, async () => {
      const clients = new AllClients(emulator);
      const account = [...made.model.stacks, ...made.model.documents].find(
        (one) => one.account.key === accounts.at(-1),
      )?.account;
      assert.ok(account);
      const { iam } = clients.in(account.id, account.region);
      const { steps } = await handover(path, account.key);
      const step = { ...account, folder: join(folder, account.key) };
      const verify = steps.map(({ commands }) => commands.verify).join("\n");
      const [, role] = /^check \S+\.trust\.json aws iam get-role --role-name (\S+)/m.exec(verify) ?? [];
      assert.ok(role);
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: role, PolicyDocument: JSON.stringify(NOBODY) }));
      await iam.send(new PutRolePolicyCommand({ RoleName: role, PolicyName: "more", PolicyDocument: MORE }));
      const said = (
        await Promise.all(steps.map(({ commands }) => shell(commands.verify, step, emulator, clients, 1)))
      ).join("\n");
      assert.match(said, new RegExp(`^${role}\\.trust\\.json: NOT AS ASKED$`, "m"));
      if (name !== "roles that others keep") assert.match(said, /^inline policies of \S+: NOT AS ASKED, more was not/m);
    });
  });

const MORE = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
});

const NOBODY = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
};

/** What a file of what was there before has: a key has a policy always, by default that of its account. */
function wasThere(file: string, account: string): string {
  if (file.endsWith(".trust.before")) return JSON.stringify(NOBODY);
  if (!file.startsWith("aws_kms_key")) return "";
  const Principal = { AWS: `arn:aws:iam::${account}:root` };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal, Action: "kms:*", Resource: "*" }],
  });
}

/** The policies of an account's buckets and keys. */
async function resourcePolicies(all: AllClients, account: string, region: string): Promise<unknown> {
  const { s3, kms } = all.in(account, region);
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const { Keys = [] } = await kms.send(new ListKeysCommand({}));
  const ofBuckets = Buckets.map(async ({ Name }) => {
    const answer = await s3.send(new GetBucketPolicyCommand({ Bucket: Name })).catch(() => undefined);
    return [Name, answer && json(answer.Policy)];
  });
  const ofKeys = Keys.map(async ({ KeyId }) => {
    const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" }));
    return [KeyId, JSON.parse(Policy ?? "null") as unknown];
  });
  return Promise.all([...ofBuckets, ...ofKeys]);
}
