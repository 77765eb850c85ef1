import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { synthesize } from "../../stacks";
import { cli, files, project } from "../support/cli";
import { SHIPPED } from "../support/synth";

const FAKE = join(__dirname, "../support/fake-terraform.cjs");

/** A folder with this configuration. */
function folderWith(text: string): string {
  const cwd = project();
  writeFileSync(join(cwd, "eks-cross-account.yaml"), text);
  return cwd;
}

/** What a command that reads a configuration prints for a machine, which is one object. */
async function json(cwd: string, ...args: readonly string[]) {
  const before = files(cwd);
  const { code, out, err } = await cli(cwd, [...args, "--format", "json"], { PATH: process.env.PATH ?? "" });
  expect(files(cwd)).toEqual(before);
  return { code, err, printed: JSON.parse(out) };
}

const COMMANDS = [
  ["check"],
  ["synth"],
  ["order"],
  ["handover", "account-b"],
  ["plan", "--terraform", FAKE],
  ["deploy", "--auto-approve", "--terraform", FAKE],
  ["destroy", "--auto-approve", "--terraform", FAKE],
];

test.each(COMMANDS)("%s says errors of a configuration with their places, and nothing else", async (...args) => {
  const { code, err, printed } = await json(folderWith(SHIPPED.replace("read: data", "read: dat")), ...args);
  expect([code, err]).toEqual([2, ""]);
  expect(printed).toMatchObject({
    version: 1,
    configuration: "eks-cross-account.yaml",
    problems: [{ rule: "unknown-reference", level: "error", line: 27, column: 24, fix: 'Did you mean "data"?' }],
  });
});

test.each(COMMANDS)("%s says the same of a file that is not there", async (...args) => {
  const { code, printed } = await json(project(), ...args, "--config", "none.yaml");
  expect([code, printed.problems[0].rule]).toEqual([2, "file-missing"]);
});

test.each([
  ["synth", ["--check", "nowhere"], "found no folder nowhere"],
  ["order", ["--write"], "found --write with --format json"],
  ["handover", ["account-c"], "found account account-c, expected one of account-a"],
  ["plan", ["account-c", "--terraform", FAKE], "found stack account-c, expected one of account-a-primary, account-b"],
  ["deploy", ["--terraform", FAKE], "found no terminal and no --auto-approve"],
  ["destroy", ["--auto-approve", "--terraform", "nowhere"], "nowhere"],
])("%s %j says in one object why nothing was done, and on standard error", async (command, args, error) => {
  const { code, out, err } = await cli(project(), [command, ...args, "--format", "json"], {
    PATH: process.env.PATH ?? "",
  });
  expect(code).toBe(2);
  expect(JSON.parse(out)).toEqual({ version: 1, command, error: expect.stringContaining(error), exitCode: 2 });
  expect(err).toContain(error);
});

test("plan has the states that are to be moved first", async () => {
  const cwd = project();
  const backend = "{ s3: { bucket: states, region: us-east-1 } }";
  writeFileSync(join(cwd, "eks-cross-account.yaml"), `defaults: { backend: ${backend} }\n${SHIPPED}`);
  await cli(cwd, ["synth"]);
  writeFileSync(join(cwd, "eks-cross-account.yaml"), SHIPPED);
  const { code, printed } = await json(cwd, "plan", "--terraform", FAKE);
  expect([code, printed.command, printed.stacks]).toEqual([2, "plan", []]);
  expect(printed.stateMoves[1]).toMatchObject({ stack: "account-b", to: "state/account-b.tfstate" });
});

test("plan has the proof that refuses what the configuration gives", async () => {
  const { code, out } = await cli(
    project(),
    ["plan", "--terraform", FAKE, "--format", "json"],
    { PATH: process.env.PATH ?? "" },
    (model, options) => {
      synthesize(model, options);
      const file = join(options.outdir, "stacks/account-b/cdk.tf.json");
      writeFileSync(file, readFileSync(file, "utf8").replaceAll("sts:TagSession", "sts:SetSourceIdentity"));
    },
  );
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ command: "plan", stacks: [], proof: { verdict: "refuted" }, exitCode: 1 });
});

test("order has warnings beside the stacks", async () => {
  const { code, err, printed } = await json(folderWith(SHIPPED), "order");
  expect([code, err, printed.stacks.length, printed.problems]).toEqual([0, "", 3, expect.any(Array)]);
});
