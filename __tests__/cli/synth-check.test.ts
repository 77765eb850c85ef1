import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, files, project } from "../support/cli";
import { DEFAULT, SHIPPED } from "../support/synth";

/** A project whose output is committed in `snapshots`. */
async function committed(): Promise<string> {
  const cwd = project();
  await cli(cwd, ["synth", "--out", "snapshots"]);
  return cwd;
}

const check = (cwd: string, ...args: readonly string[]) => cli(cwd, ["synth", "--check", "snapshots", ...args]);

test("synth --check ends with 0 where the folder is what the configuration gives", async () => {
  const cwd = await committed();
  const before = files(cwd);
  const err = expect.stringMatching(/^warning role-principal: [^\n]*\n$/);
  expect(await check(cwd)).toEqual({ code: 0, out: `snapshots is what ${DEFAULT} gives\n`, err });
  expect(files(cwd)).toEqual(before);
});

test("synth --check ends with 1 where a document differs, shows how, and writes nothing", async () => {
  const cwd = await committed();
  writeFileSync(join(cwd, DEFAULT), SHIPPED.replace("namespace: my-app-namespace", "namespace: other"));
  const before = files(cwd);
  const { code, out } = await check(cwd);
  expect(code).toBe(1);
  expect(out).toContain(`snapshots is not what ${DEFAULT} gives: 6 differences; nothing was written\n`);
  expect(out).toContain("changed  stacks/account-b/cdk.tf.json\n");
  expect(out).toMatch(/^- +"aws:RequestTag\/kubernetes-namespace": "my-app-namespace"/m);
  expect(out).toMatch(/^\+ +"aws:RequestTag\/kubernetes-namespace": "other"/m);
  // what changed there is the same, in words
  expect(out).toContain("changed  stacks/account-b/REVIEW.md\n");
  expect(out).not.toContain("--- stacks/account-b/REVIEW.md");
  expect(out.split("\n").length).toBeLessThan(60);
  expect(files(cwd)).toEqual(before);
});

test("synth --check names files that are missing, and those that Terraform would apply all the same", async () => {
  const cwd = await committed();
  rmSync(join(cwd, "snapshots/stacks/account-b"), { recursive: true });
  mkdirSync(join(cwd, "snapshots/stacks/gone"));
  writeFileSync(join(cwd, "snapshots/stacks/gone/cdk.tf.json"), "{}");
  writeFileSync(join(cwd, "snapshots/stacks/account-a-rest/more.tf"), "");
  const { code, out } = await check(cwd);
  expect(code).toBe(1);
  expect(out.split("\n").slice(2)).toEqual([
    "extra    stacks/account-a-rest/more.tf",
    "missing  stacks/account-b/REVIEW.md",
    "missing  stacks/account-b/cdk.tf.json",
    "extra    stacks/gone/cdk.tf.json",
    "",
    "next: eks-cross-account synth --out snapshots, and commit what it writes",
    "",
  ]);
});

test("synth --check passes over locks, variables, state and folders of providers", async () => {
  const cwd = await committed();
  const stack = join(cwd, "snapshots/stacks/account-b");
  for (const name of [".terraform.lock.hcl", "terraform.tfvars", "terraform.tfstate"])
    writeFileSync(join(stack, name), "");
  mkdirSync(join(stack, ".terraform/modules.tf"), { recursive: true });
  expect((await check(cwd)).code).toBe(0);
});

test("synth --check shows the text itself where only its spaces differ, and cuts what is long", async () => {
  const cwd = await committed();
  const path = "snapshots/stacks/account-b/cdk.tf.json";
  writeFileSync(join(cwd, path), JSON.stringify(JSON.parse(files(cwd)[path] ?? "")));
  const { code, out } = await check(cwd);
  expect([code, out]).toEqual([1, expect.stringMatching(/^… \d+ more lines$/m)]);
  expect(out).not.toContain("\u001b");
});

test("synth --check --format json tells a machine", async () => {
  const cwd = await committed();
  rmSync(join(cwd, "snapshots/manifest.json"));
  const { code, out } = await check(cwd, "--format", "json");
  expect([code, JSON.parse(out)]).toEqual([
    1,
    {
      version: 1,
      configuration: DEFAULT,
      out: "snapshots",
      differences: [{ path: "manifest.json", change: "missing" }],
      problems: [],
    },
  ]);
});

test("synth --check does not ask what state holds, which a checkout does not have", async () => {
  const cwd = await committed();
  mkdirSync(join(cwd, "state"));
  writeFileSync(join(cwd, "state/gone.tfstate"), '{"resources":[{"mode":"managed","instances":[{}]}]}');
  expect((await check(cwd)).code).toBe(0);
});

test.each([
  [["--check", "nowhere"], "found no folder nowhere"],
  [["--check", DEFAULT], `found no folder ${DEFAULT}`],
  [["--check", "a", "--out", "b"], "found --check and --out"],
])("fails for %j", async (args, message) => {
  const { code, out, err } = await cli(project(), ["synth", ...args]);
  expect([code, out, err]).toEqual([2, "", expect.stringContaining(message)]);
});
