import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { recipes } from "../action/recipes";
import { runPart } from "../action/run";
import { cli } from "../support/cli";
import { type Json, readText } from "../support/synth";
import { Checkout } from "./checkout";

const ROOT = join(__dirname, "../..");
/** MIT; `go run` builds it where Go is installed. */
const ACTIONLINT = ["run", "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"];
const hasActionlint = spawnSync("go", [...ACTIONLINT, "-version"]).status === 0;
const hasPreCommit = spawnSync("pre-commit", ["--version"]).status === 0;

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "recipes-"));
  mkdirSync(join(cwd, ".git"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

/** What actionlint finds in workflows that use this repository's actions, whose inputs it then knows. */
function lint(workflows: Readonly<Record<string, string>>): string {
  cpSync(join(ROOT, ".github/actions"), join(cwd, ".github/actions"), { recursive: true });
  mkdirSync(join(cwd, ".github/workflows"), { recursive: true });
  const paths = Object.entries(workflows).map(([name, text]) => {
    const path = join(cwd, ".github/workflows", name);
    writeFileSync(path, text.replaceAll(/uses: \S+?\/(\.github\/actions\/\w+)@\S+/g, "uses: ./$1"));
    return path;
  });
  return spawnSync("go", [...ACTIONLINT, "-no-color", ...paths], { cwd, encoding: "utf8" }).stdout;
}

const whereGo = hasActionlint ? test : test.skip;

whereGo(
  "actionlint has nothing to say of the workflows of docs/ci.md, of init's, and of this repository's",
  async () => {
    const shown = [...recipes()].filter(([path]) => path.startsWith(".github/"));
    const numbered = shown.flatMap(([path, texts]) =>
      texts.map((text, index) => [`${index}-${path.split("/").at(-1)}`, text]),
    );
    expect(numbered).toHaveLength(3);
    await cli(cwd, ["init", "--yes", "--workflow"]);
    const own = readdirSync(join(ROOT, ".github/workflows")).map((name) => [
      `own-${name}`,
      readText(`.github/workflows/${name}`),
    ]);
    const init = readFileSync(join(cwd, ".github/workflows/eks-cross-account.yml"), "utf8");
    expect(lint(Object.fromEntries([...numbered, ...own, ["init.yml", init]]))).toBe("");
  },
);

whereGo("the steps of the actions are as those of a workflow must be", () => {
  const jobs = (name: string): Json => {
    const { inputs, runs }: Json = parse(readText(`.github/actions/${name}/action.yml`));
    const given = Object.fromEntries(
      Object.keys(inputs).map((input) => [input, { type: "string", description: "x", required: false }]),
    );
    return stringify({
      on: { workflow_call: { inputs: given } },
      jobs: { job: { "runs-on": "ubuntu-latest", steps: runs.steps } },
    });
  };
  expect(lint({ "prove.yml": jobs("prove"), "comment.yml": jobs("comment") })).toBe("");
});

(hasPreCommit ? test : test.skip)("pre-commit takes the hooks, and docs/ci.md's configuration of them", () => {
  const [config = ""] = recipes().get(".pre-commit-config.yaml") ?? [];
  writeFileSync(join(cwd, "config.yaml"), config);
  const validated = [
    spawnSync("pre-commit", ["validate-manifest", join(ROOT, ".pre-commit-hooks.yaml")], { encoding: "utf8" }),
    spawnSync("pre-commit", ["validate-config", join(cwd, "config.yaml")], { encoding: "utf8" }),
  ];
  expect(validated.map(({ status, stdout, stderr }) => [status, stdout, stderr])).toEqual([
    [0, "", ""],
    [0, "", ""],
  ]);
});

test("the action proves with the built program, and its summary is what that prints", async () => {
  const checkout = new Checkout();
  try {
    const program = join(checkout.folder, "program");
    writeFileSync(program, `#!/bin/sh\nexec node "${join(checkout.folder, "dist/cli.js")}" "$@"\n`);
    chmodSync(program, 0o755);
    const env = { PROGRAM: program, PATHS: "docs/example/cluster\ndocs/example/data" };
    for (const name of ["cluster", "data", "modules"])
      cpSync(join(ROOT, "docs/example", name), join(cwd, "docs/example", name), { recursive: true });
    expect(await runPart("prove.sh", cwd, env)).toMatchObject({ code: 0, err: expect.stringMatching(/^page: .*\n$/) });
    const output = readFileSync(join(cwd, "output"), "utf8");
    expect(output).toMatch(/^status=1\nverdict=refuted\n/);
    const { out } = await cli(ROOT, ["prove", "--example", "--format", "markdown"]);
    expect(readFileSync(join(cwd, "summary"), "utf8")).toBe(out);
    const sarif = JSON.parse(readFileSync(join(cwd, "eks-cross-account-report/prove.sarif"), "utf8"));
    expect(sarif.runs[0].results.length).toBeGreaterThan(0);
  } finally {
    checkout.remove();
  }
});
