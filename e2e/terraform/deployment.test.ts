import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Kubernetes } from "../loader/kubernetes";
import { TerraformDeployment } from "./deployment";

const GOLDEN = "../examples/article-pod-identity/golden";
const EMULATOR = {
  endpoint: "http://127.0.0.1:1",
  administrator: (account: string) => ({ accessKeyId: account, secretAccessKey: "secret" }),
};

/** Terraform's part of each run: what it is called with goes to `calls`, what it sees of the environment to `env`. */
const stub = (folder: string, script: string): string => `#!/bin/sh
echo "$@" >> ${folder}/calls
env | cut -d= -f1 > ${folder}/env
case "$2" in ${script} output) echo '{}' ;; esac
`;

/** Runs `body` with a deployment whose Terraform is a shell script: `apply) echo … ;;` */
async function withStub(script: string, body: (deployment: TerraformDeployment, folder: string) => Promise<void>) {
  const folder = mkdtempSync(join(tmpdir(), "stub-"));
  const binary = join(folder, "terraform");
  writeFileSync(binary, stub(folder, script));
  chmodSync(binary, 0o755);
  const terraform = { binary, mirror: "/mirror", versions: {} };
  const deployment = await TerraformDeployment.start(terraform, EMULATOR, new Kubernetes());
  try {
    await body(deployment, folder);
  } finally {
    await deployment.stop();
    rmSync(folder, { recursive: true });
  }
}

const calls = (folder: string): readonly string[] =>
  readFileSync(join(folder, "calls"), "utf8")
    .replaceAll(/-chdir=\S*\//g, "")
    .trim()
    .split("\n");

const print = (line: object): string => `echo '${JSON.stringify(line)}'`;
const DONE = print({ type: "change_summary", "@message": "done" });

test("stacks are applied in their order and destroyed in reverse, by plugins of the mirror alone", () =>
  withStub(`apply|destroy) ${DONE} ;;`, async (deployment, folder) => {
    assert.deepEqual(await deployment.apply(GOLDEN, ["account-a-primary", "account-b"]), []);
    assert.deepEqual(await deployment.destroy(["account-a-primary", "account-b"]), []);
    assert.deepEqual(calls(folder), [
      "account-a-primary init -no-color -plugin-dir=/mirror",
      "account-a-primary apply -json -auto-approve",
      "account-a-primary output -json",
      "account-b init -no-color -plugin-dir=/mirror",
      "account-b apply -json -auto-approve",
      "account-b output -json",
      "account-b destroy -json -auto-approve",
      "account-a-primary destroy -json -auto-approve",
    ]);
  }));

test("after a refusal the next stack is applied", () => {
  const diagnostic = { severity: "error", summary: "no", detail: "never", address: "aws_iam_role.x" };
  return withStub(`apply) ${print({ type: "diagnostic", "@message": "", diagnostic })} ;;`, async (deployment) => {
    const refusals = await deployment.apply(GOLDEN, ["account-a-primary", "account-b"]);
    assert.deepEqual(
      refusals.map(({ stack, address }) => `${stack} ${address}`),
      ["account-a-primary aws_iam_role.x", "account-b aws_iam_role.x"],
    );
  });
});

test("a plan's changes are named, and a plan that fails throws", async () => {
  const change = { resource: { addr: "aws_s3_bucket.data_bucket" }, action: "update" };
  const planned = print({ type: "planned_change", "@message": "", change });
  await withStub(`apply) ${DONE} ;; plan) ${planned}; exit 2 ;;`, async (deployment) => {
    await deployment.apply(GOLDEN, ["account-b"]);
    assert.deepEqual(await deployment.changes(["account-b"]), ["account-b: aws_s3_bucket.data_bucket update"]);
  });
  const diagnostic = { severity: "error", summary: "no", detail: "never" };
  await withStub(
    `apply) ${DONE} ;; plan) ${print({ type: "diagnostic", diagnostic })}; exit 1 ;;`,
    async (deployment) => {
      await deployment.apply(GOLDEN, ["account-b"]);
      await assert.rejects(deployment.changes(["account-b"]), /account-b: .*no: never/);
    },
  );
});

test("a variable is given the output of its name", () => {
  const outputs = JSON.stringify({ events_data_bucket_name: { value: "acme-events-x" } });
  return withStub(`apply) ${DONE} ;; output) echo '${outputs}' ;;`, async (deployment, folder) => {
    await deployment.apply("../examples/fleet/golden", ["lake", "staging-rest"]);
    assert.ok(
      calls(folder).includes("staging-rest apply -json -auto-approve -var=events_data_bucket_name=acme-events-x"),
    );
  });
});

test("nothing of the machine's own settings reaches Terraform", () => {
  Object.assign(process.env, { AWS_PROFILE: "mine", TF_LOG: "trace" });
  return withStub(`apply) ${DONE} ;;`, async (deployment, folder) => {
    await deployment.apply(GOLDEN, ["account-a-primary"]);
    const names = readFileSync(join(folder, "env"), "utf8").trim().split("\n");
    assert.deepEqual(names.filter((name) => /^(AWS|TF)_/.test(name)).sort(), [
      "AWS_EC2_METADATA_DISABLED",
      "TF_CLI_CONFIG_FILE",
      "TF_INPUT",
      "TF_IN_AUTOMATION",
    ]);
  });
});

test("stop ends a Terraform that runs, and leaves no file", () =>
  withStub(`apply) touch "$0.started"; exec sleep 60 ;;`, async (deployment, folder) => {
    const ended = assert.rejects(deployment.apply(GOLDEN, ["account-a-primary"]));
    while (!existsSync(join(folder, "terraform.started"))) await new Promise((resolve) => setTimeout(resolve, 20));
    const [, stack = ""] = /-chdir=(\S+)/.exec(readFileSync(join(folder, "calls"), "utf8")) ?? [];
    assert.ok(existsSync(stack));
    await deployment.stop();
    await ended;
    assert.ok(!existsSync(stack));
  }));
