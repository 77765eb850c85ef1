import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { cli, files, project } from "../support/cli";
import { readText, SHIPPED } from "../support/synth";

const COMMANDS_WITH_HELP =
  "init synth check schema order plan deploy destroy handover prove explain report completion".split(" ");

test.each(COMMANDS_WITH_HELP)("%s --help explains itself with examples and ends with 0", async (command) => {
  const { code, out, err } = await cli(project(), [command, "--help"]);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain(`Usage: eks-cross-account ${command}`);
  expect(out).toContain("\nExamples:\n");
});

test("--version prints the package's", async () => {
  expect(await cli(project(), ["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

test.each([
  [["synth", "--confg", "x"], "Did you mean --config?"],
  [["synht"], "Did you mean synth?"],
  [["synth", "--format", "yaml"], "Allowed choices are text, json"],
  [["synth", "extra"], "too many arguments"],
])("fails for %j with exit 2 and a hint", async (args, hint) => {
  const { code, out, err } = await cli(project(), args);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(hint);
});

test("check says what a valid file holds, and writes nothing", async () => {
  const cwd = project();
  const before = files(cwd);
  const { code, out } = await cli(cwd, ["check"]);
  expect([code, out]).toEqual([
    0,
    "eks-cross-account.yaml is valid: 2 accounts, 1 cluster, 1 resource, 1 workload, 3 stacks\n",
  ]);
  expect(files(cwd)).toEqual(before);
});

test("check FILE takes a file of any name, and --format json tells a machine", async () => {
  const cwd = project();
  writeFileSync(join(cwd, "mine.yaml"), SHIPPED.replace("read: data", "read: dat"));
  const { code, out, err } = await cli(cwd, ["check", "mine.yaml", "--format", "json"]);
  expect([code, err]).toEqual([2, ""]);
  expect(JSON.parse(out)).toMatchObject({
    version: 1,
    configuration: "mine.yaml",
    valid: false,
    problems: [{ rule: "unknown-reference", file: "mine.yaml", line: 27, column: 24, fix: 'Did you mean "data"?' }],
  });
});

test("schema prints the JSON Schema that is committed (npm run docs writes it)", async () => {
  const { out } = await cli(project(), ["schema"]);
  expect(out).toBe(readText("eks-cross-account.schema.json"));
});

describe("deploy --via cdktf", () => {
  test("fails without stacks, naming them in order", async () => {
    const { code, err } = await cli(project(), ["deploy", "--via", "cdktf"]);
    expect([code, err]).toEqual([
      2,
      "found no stack, expected one or more, in any order: account-a-primary account-b account-a-rest\n",
    ]);
  });

  test("fails for a stack that the configuration does not have, with the nearest", async () => {
    const { code, err } = await cli(project(), ["deploy", "--via", "cdktf", "account-b", "account-a-prime"]);
    expect([code, err]).toEqual([2, expect.stringContaining("did you mean account-a-primary?")]);
  });

  test("fails outside a cdktf project, with all that is missing and Terraform's own commands in order", async () => {
    const { code, err } = await cli(project(), ["destroy", "--via", "cdktf", "account-b", "account-a-rest"]);
    expect(code).toBe(2);
    expect(err).toContain('cdktf.json: { "language": "typescript", "app": "npx eks-cross-account synth" }');
    expect(err).toContain("npm install --save-dev cdktf-cli@0.21.0");
    expect(err.match(/-chdir=\S+ destroy/g)).toEqual([
      "-chdir=cdktf.out/stacks/account-a-rest destroy",
      "-chdir=cdktf.out/stacks/account-b destroy",
    ]);
  });
});

test("the program's help says where to begin", async () => {
  const { out } = await cli(project(), ["--help"]);
  expect(out).toContain("Usage: eks-cross-account ");
  expect(out).toContain("Where to begin:\n  I have an AccessDenied ");
});

test("fails for a configuration that check is given twice, as one of them would count alone", async () => {
  const { code, err } = await cli(project(), ["check", "a.yaml", "--config", "b.yaml"]);
  expect([code, err]).toEqual([2, "found a.yaml and --config b.yaml, expected one of them\n"]);
});
