import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, test } from "node:test";
import { DeleteRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { ConnectionDropped, type Emulator } from "../emulator";
import { clusterOf } from "../loader";
import { DEFAULT, type Fixture, fixture, start } from "../loader/__tests__/support/fixture";
import { AllClients } from "../loader/aws";
import { pathWithAws } from "../pods/clients";
import { BuiltCli, type Ended } from "./built-cli";
import { EmulatedKubectl } from "./kubectl";
import { Shim } from "./server";
import { LoaderTerraform } from "./terraform";

const POD = "my-eks-cluster/my-app-namespace/my-app-sa";

let emulator: Emulator;
let made: Fixture;
let shim: Shim;
let kubectl: EmulatedKubectl;
let cwd: string;
let command: BuiltCli;
/** Once a signal has come, no request is answered until a run ends: Terraform does not begin another one. */
let halted = false;

before(async () => {
  emulator = await start();
  made = await fixture(emulator, DEFAULT);
  cwd = mkdtempSync(join(tmpdir(), "deploy-"));
  copyFileSync(DEFAULT, join(cwd, "eks-cross-account.yaml"));
  mkdirSync(join(cwd, "bin"));
  writeFileSync(join(cwd, "bin", "sleep"), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  const [chain] = made.model.chains;
  assert.ok(chain);
  const path = [join(cwd, "bin"), await pathWithAws()].join(delimiter);
  kubectl = new EmulatedKubectl(emulator, made.kubernetes, clusterOf(made.model, chain), path);
  const terraform = new LoaderTerraform(made.deployment);
  shim = await Shim.start(
    join(cwd, "shim"),
    (call) => (call.program === "kubectl" ? kubectl.answer(call) : terraform.answer(call)),
    () => {
      halted = true;
    },
  );
  command = new BuiltCli(cwd, ["--terraform", shim.program("terraform")]);
});
after(async () => {
  await shim?.stop();
  await emulator?.stop();
  if (cwd) rmSync(cwd, { recursive: true, force: true });
});

function run(...args: readonly string[]): Promise<Ended> {
  halted = false;
  return command.run(...args);
}

const verifying = () => ["deploy", "--auto-approve", "--verify", "--kubectl", shim.program("kubectl")];

/** What is there before anything is deployed, and once everything is. */
let first: readonly string[] = [];
let whole: readonly string[] = [];

test("the plan says what the pod gains, and what is planned later; nothing is made", async () => {
  first = await made.inventory();
  const { code, text } = await run("plan");
  assert.equal(code, 0, text);
  assert.match(text, /account-a-rest {2}waits for account-b/);
  assert.ok(text.includes(`+ ${POD} may s3:GetObject, s3:ListBucket on data\n`), text);
  assert.deepEqual(await made.inventory(), first);
});

test("a deploy that is interrupted while account-b is made says so, and begins nothing new", async () => {
  emulator.onRequest = async ({ operation }) => {
    if (operation === "CreatePolicy" && !halted) {
      command.running?.kill("SIGINT");
      while (!halted) await new Promise((done) => setTimeout(done, 10));
    }
    if (halted) throw new ConnectionDropped();
  };
  const { code, text } = await run("deploy", "--auto-approve");
  delete emulator.onRequest;
  assert.equal(code, 130, text);
  assert.match(text, /✔ account-a-primary {2}applied: 1 added/);
  assert.match(text, /✘ account-b {2}interrupted/);
  assert.match(text, /✘ account-a-rest {2}not begun/);
  assert.ok(!shim.calls.some((call) => call.startsWith("account-a-rest terraform apply")));
  const left = await made.inventory();
  assert.ok(
    left.some((line) => line.includes("s3-reader-target-role") || line.includes("my-cross-account-data-bucket")),
  );
});

test("the next deploy goes on from there, waits for the pod, and says that access works", async () => {
  const { code, text } = await run(...verifying());
  assert.equal(code, 0, text);
  assert.match(text, /account-a-primary {2}unchanged/);
  assert.match(text, /✔ account-b {2}applied/);
  assert.match(text, /✔ account-a-rest {2}applied/);
  assert.ok(text.includes(`✔ access works: ${POD} (pod s3-access-test-pod`), text);
  whole = await made.inventory();
});

test("one more changes nothing, and sends AWS no request that would", async () => {
  const writes: string[] = [];
  emulator.onRequest = ({ operation }) => {
    if (!/^(Get|List|Describe|Head|Assume)/.test(operation)) writes.push(operation);
  };
  const { code, text } = await run("deploy", "--auto-approve");
  delete emulator.onRequest;
  assert.deepEqual([code, writes], [0, []], text);
  assert.match(text, /access: no pod gains or loses any/);
  assert.deepEqual(await made.inventory(), whole);
});

test("where something outside the stacks refuses the pod, the hop is named", async () => {
  const { iam } = new AllClients(emulator).in("222222222222", "us-east-1");
  const RoleName = "s3-reader-target-role";
  const deny = { Effect: "Deny", Action: "s3:ListBucket", Resource: "*" };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [deny] });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "by-hand", PolicyDocument }));
  kubectl.again();
  const { code, text } = await run(...verifying());
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "by-hand" }));
  assert.equal(code, 1, text);
  assert.match(
    text,
    new RegExp(`✘ no access: ${POD} .*: grant/s3:ListBucket is refused, though what is applied allows it`),
  );
  assert.match(text, /explicit deny/);
  assert.ok(
    text.includes(`how it is decided: eks-cross-account explain '${POD}/grant/s3:ListBucket' cdktf.out\n`),
    text,
  );
});

test("destroy says what the pod loses, and leaves what was there before", async () => {
  const { code, text } = await run("destroy", "--auto-approve");
  assert.equal(code, 0, text);
  assert.ok(text.includes(`- ${POD} may no longer s3:GetObject, s3:ListBucket on data\n`), text);
  assert.match(
    text,
    /✔ account-a-rest {2}destroyed[\s\S]*✔ account-b {2}destroyed[\s\S]*✔ account-a-primary {2}destroyed/,
  );
  assert.deepEqual(await made.inventory(), first);
});
