import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { CreateOpenIDConnectProviderCommand, GetOpenIDConnectProviderCommand } from "@aws-sdk/client-iam";
import { type Emulator, startEmulator } from "../emulator";
import { synthesizedFile } from "../loader";
import { AllClients } from "../loader/aws";
import { handover, shell } from "./handed";

describe("the commands for an account that has the identity provider already", () => {
  let emulator: Emulator;
  let folder: string;
  before(async () => {
    emulator = await startEmulator();
    folder = mkdtempSync(join(tmpdir(), "handover-"));
  });
  after(async () => {
    await emulator?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("add what it lacks, and leave it with the audiences that it had", async () => {
    const path = "examples/article-irsa/eks-cross-account.yaml";
    const { steps } = await handover(path, "account-b");
    const made = await synthesizedFile(resolve("..", path));
    const account = made.model.stacks.find((one) => one.account.key === "account-b")?.account;
    assert.ok(account);
    made.dispose();
    const [{ commands } = { commands: undefined }] = steps;
    assert.ok(commands);
    const clients = new AllClients(emulator);
    const { iam } = clients.in(account.id, account.region);
    const [, Url = ""] = / --url (\S+)/.exec(commands.apply) ?? [];
    const { OpenIDConnectProviderArn } = await iam.send(
      new CreateOpenIDConnectProviderCommand({ Url, ClientIDList: ["of-others"] }),
    );
    const audiences = async () =>
      (await iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }))).ClientIDList;
    const step = { ...account, folder };
    assert.match(await shell(commands.apply, step, emulator, clients), /is there: its audiences stay/);
    assert.deepEqual(await audiences(), ["of-others", "sts.amazonaws.com"]);
    assert.match(await shell(commands.verify, step, emulator, clients), /: takes tokens for sts\.amazonaws\.com$/m);
    await shell(commands.revoke, step, emulator, clients);
    assert.deepEqual(await audiences(), ["of-others"]);
  });
});
