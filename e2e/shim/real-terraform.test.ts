import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { DEFAULT } from "../loader/__tests__/support/fixture";
import { withoutTerraform, writeProviderFree } from "../terraform/provider-free";
import { BuiltCli, type Ended } from "./built-cli";
import { Shim } from "./server";

const skip = withoutTerraform();

/**
 * Terraform itself, on a copy of the stack's folder in which no resource needs a provider. The process is Terraform's own, so
 * that signals reach it.
 */
const wrapper = (convert: string, terraform: string): string => `#!/bin/sh
case "$1" in
  version) exec '${terraform}' "$@" ;;
  init) '${convert}' || exit 1 ;;
esac
exec '${terraform}' -chdir="$PWD.free" "$@"
`;

describe("deploy with Terraform itself, without providers", { skip }, () => {
  let cwd: string;
  let shim: Shim;
  let command: BuiltCli;
  /** Is there once that has begun. */
  let began: string;
  /** The stack whose apply takes long. */
  let slow: string | undefined;

  before(async () => {
    cwd = mkdtempSync(join(tmpdir(), "deploy-"));
    began = join(cwd, "began");
    copyFileSync(DEFAULT, join(cwd, "eks-cross-account.yaml"));
    shim = await Shim.start(
      join(cwd, "shim"),
      async ({ folder, stack }) => {
        await writeProviderFree(folder, `${folder}.free`);
        const resource = {
          terraform_data: { slow: { provisioner: { "local-exec": { command: `touch ${began}; sleep 30` } } } },
        };
        writeFileSync(join(`${folder}.free`, "slow.tf.json"), JSON.stringify(stack === slow ? { resource } : {}));
        return { code: 0 };
      },
      () => undefined,
    );
    const terraform = join(cwd, "terraform");
    const own = process.env.TERRAFORM_BINARY_NAME || "terraform";
    writeFileSync(terraform, wrapper(shim.program("convert"), own), { mode: 0o755 });
    command = new BuiltCli(cwd, ["--terraform", terraform]);
  });
  after(async () => {
    await shim?.stop();
    if (cwd) rmSync(cwd, { recursive: true, force: true });
  });

  const state = (stack: string): string => join(cwd, "state", `${stack}.tfstate`);

  test("an interrupted Terraform ends in order, and keeps what it was through with", async () => {
    slow = "account-b";
    const deployed: Promise<Ended> = command.run("deploy", "--auto-approve");
    while (!existsSync(began)) await pause(20);
    await pause(500); // in which the others are made
    command.running?.kill("SIGINT");
    const { code, text } = await deployed;
    assert.equal(code, 130, text);
    assert.match(text, /✔ account-a-primary {2}applied: 1 added/);
    assert.match(text, /✘ account-b {2}interrupted/);
    assert.match(text, /✘ account-a-rest {2}not begun/);
    assert.ok(!existsSync(join(cwd, "state", ".account-b.tfstate.lock.info")), "the state's lock is given back");
    assert.match(readFileSync(state("account-b"), "utf8"), /aws_s3_bucket-data_bucket/);
  });

  test("the next deploy goes on from there, and hands the bucket's name over by the state", async () => {
    slow = undefined;
    const { code, text } = await command.run("deploy", "--auto-approve");
    assert.equal(code, 0, text);
    assert.match(text, /account-a-primary {2}unchanged/);
    const [, bucket] =
      /"data_bucket_name": \{\s*"value": "([^"]+)"/.exec(readFileSync(state("account-b"), "utf8")) ?? [];
    assert.ok(bucket);
    assert.ok(readFileSync(state("account-a-rest"), "utf8").includes(`s3://${bucket}/`));
  });

  test("one more has nothing to do", async () => {
    const { code, text } = await command.run("deploy", "--auto-approve");
    assert.equal(code, 0, text);
    assert.equal(text.match(/: unchanged$/gm)?.length, 3, text);
  });

  test("a stack alone whose source is not applied waits for it, and one that Terraform refuses is shown with its error", async () => {
    rmSync(state("account-b"));
    const waiting = await command.run("plan", "account-a-rest");
    assert.equal(waiting.code, 0, waiting.text);
    assert.match(waiting.text, /account-a-rest {2}waits for account-b/);
    writeFileSync(join(cwd, "cdktf.out/stacks/account-b/broken.tf"), 'output "broken" {\n  value = nothing.here\n}\n');
    const refused = await command.run("deploy", "--auto-approve");
    assert.equal(refused.code, 1, refused.text);
    assert.match(refused.text, /account-b\n {2}error Reference to undeclared resource/);
    assert.doesNotMatch(refused.text, /: apply/);
  });
});
