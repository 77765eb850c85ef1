import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { files } from "../support/cli";
import { Checkout } from "./checkout";

let checkout: Checkout;
beforeEach(() => {
  checkout = new Checkout();
});
afterEach(() => checkout.remove());

const STACKS = ["account-a-primary", "account-b", "account-a-rest"];
const applied = (calls: readonly string[]): string[] =>
  calls.filter((call) => call.startsWith("apply")).map((call) => call.split(" ")[2] ?? "");

test("cdktf list names the stacks of the configuration", () => {
  const { code, text } = checkout.run("npx", ["cdktf", "list"]);
  expect(code).toBe(0);
  for (const stack of STACKS) expect(text).toMatch(new RegExp(`${stack} +cdktf.out/stacks/${stack}`));
});

test("cdktf synth leaves state alone, also when a stack without resources in it vanishes, and refuses when one has some", () => {
  const { folder } = checkout;
  expect(checkout.run("npx", ["cdktf", "synth"]).code).toBe(0);
  mkdirSync(join(folder, "state"));
  const state = (resources: object[]) => JSON.stringify({ version: 4, resources });
  writeFileSync(join(folder, "state/account-b.tfstate"), state([]));
  writeFileSync(join(folder, "state/account-a-rest.tfstate"), state([{ mode: "managed", instances: [{}] }]));
  const before = files(join(folder, "state"));
  const config = join(folder, "eks-cross-account.yaml");
  const text = readFileSync(config, "utf8");

  const withoutB = text.replace(/ {2}account-b: .*\n/, "").replaceAll("account: account-b", "account: account-a");
  writeFileSync(config, withoutB);
  expect(checkout.run("npx", ["cdktf", "synth"]).code).toBe(0);
  expect(existsSync(join(folder, "cdktf.out/stacks/account-b"))).toBe(false);
  expect(files(join(folder, "state"))).toEqual(before);

  writeFileSync(config, withoutB.replaceAll("account-a", "other"));
  const output = files(join(folder, "cdktf.out"));
  const refused = checkout.run("npx", ["cdktf", "synth"]);
  expect(refused.code).not.toBe(0);
  expect(refused.text).toContain("terraform -chdir=cdktf.out/stacks/account-a-rest destroy");
  expect(checkout.run("npm", ["start"]).code).toBe(2);
  expect(files(join(folder, "state"))).toEqual(before);
  expect(files(join(folder, "cdktf.out"))).toEqual(output);
});

test.each([
  ["in the wrong order", ["account-a-rest", "account-b", "account-a-primary"]],
  ["as '*'", ["*"]],
])("cdktf deploy of all stacks, named %s, applies each after those it waits for", (_, stacks) => {
  const { code, calls } = checkout.run("npx", ["cdktf", "deploy", ...stacks, "--auto-approve"]);
  expect(code).toBe(0);
  expect(applied(calls)).toEqual(STACKS);
});

test("npm run deploy --via cdktf applies the stacks named, in order, with their kept locks and the configuration that was named", () => {
  const { folder } = checkout;
  mkdirSync(join(folder, "locks/external-id"), { recursive: true });
  writeFileSync(join(folder, "locks/external-id/account-b.terraform.lock.hcl"), "the kept lock");
  const config = "examples/external-id/eks-cross-account.yaml";
  checkout.run("npm", ["start", "--", "--config", config]);
  writeFileSync(join(folder, "cdktf.out/external-id/stacks/account-b/.terraform.lock.hcl"), "an older lock");
  const { code, calls } = checkout.run(
    "npm",
    [...["run", "deploy", "--", "--via", "cdktf", "--config", config, "account-a-rest", "account-b", "--auto-approve"]],
    { CHECKPOINT_DISABLE: "" },
  );
  expect(code).toBe(0);
  expect(calls).toEqual([
    "init account-b the kept lock", // over the one that was there
    `apply -auto-approve account-b ${config} 1`,
    "init account-a-rest ",
    `apply -auto-approve account-a-rest ${config} 1`,
  ]);
  expect(existsSync(join(folder, "cdktf.out/external-id/stacks/account-b/cdk.tf.json"))).toBe(true);
  expect(existsSync(join(folder, "cdktf.out/stacks"))).toBe(false);
  expect(files(join(folder, "locks/external-id"))).toEqual({
    "account-a-rest.terraform.lock.hcl": "lock after init of account-a-rest\n",
    "account-b.terraform.lock.hcl": "lock after init of account-b\n",
  });
});

test("npm run deploy --via cdktf stops at the first stack that fails, and fails with it", () => {
  const { code, calls } = checkout.run("npm", ["run", "deploy", "--", "--via", "cdktf", ...STACKS, "--auto-approve"], {
    FAIL: "apply account-b",
  });
  expect(code).not.toBe(0);
  expect(applied(calls)).toEqual(["account-a-primary", "account-b"]);
});

test("npm run destroy --via cdktf goes the other way round", () => {
  const { code, calls } = checkout.run("npm", ["run", "destroy", "--", "--via", "cdktf", ...STACKS, "--auto-approve"]);
  expect(code).toBe(0);
  expect(calls.filter((call) => call.startsWith("destroy")).map((call) => call.split(" ")[2])).toEqual(
    [...STACKS].reverse(),
  );
});
