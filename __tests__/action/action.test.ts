import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { version } from "../../package.json";
import { HOME, packageUrl } from "../../src/cli/release";
import { cli, project } from "../support/cli";
import { type Json, readText } from "../support/synth";
import { recipes } from "./recipes";

const NAME = HOME.replace("https://github.com/", "");
const ACTION = ".github/actions/prove";
const WORKFLOWS = readdirSync(".github/workflows").map((name) => `.github/workflows/${name}`);

describe.each([ACTION, ".github/actions/comment"])("%s", (folder) => {
  const text = readText(`${folder}/action.yml`);
  const action: Json = parse(text);

  test("describes its inputs, and uses each of them and no other", () => {
    const used = [...text.matchAll(/inputs\.(\w+)/g)].map(([, name]) => name);
    expect(new Set(used)).toEqual(new Set(Object.keys(action.inputs)));
    for (const input of Object.values<Json>(action.inputs)) expect(input.description).toBeTruthy();
  });

  test("gives no value to a shell but by the environment, and runs files that are there", () => {
    const { steps } = action.runs;
    for (const { run = "" } of steps) {
      expect(run).not.toContain("${{");
      for (const [, path = ""] of run.matchAll(/\$GITHUB_ACTION_PATH\/([\w./-]+)/g))
        expect([path, existsSync(join(folder, path))]).toEqual([path, true]);
    }
    expect(steps.some(({ run }: Json) => run?.includes("GITHUB_ACTION_PATH"))).toBe(true);
  });
});

test("the action reports before it fails, and fails as prove does", () => {
  const { steps }: Json = parse(readText(`${ACTION}/action.yml`)).runs;
  expect(steps.at(-1)).toMatchObject({ run: 'exit "$STATUS"', env: { STATUS: "${{ steps.prove.outputs.status }}" } });
});

test("every input of the action is in docs/ci.md", () => {
  const { inputs }: Json = parse(readText(`${ACTION}/action.yml`));
  for (const name of Object.keys(inputs)) expect(readText("docs/ci.md")).toContain(`\n| \`${name}\` |`);
});

test("docs and hooks name this version and this repository, and nothing of another", () => {
  const text = readText("docs/ci.md") + readText(".pre-commit-hooks.yaml");
  const packages = [...text.matchAll(/https:\S+\.tgz/g)].map(([url]) => url);
  expect(packages.length).toBeGreaterThan(4);
  expect(new Set(packages)).toEqual(new Set([packageUrl(version)]));
  const used = [...text.matchAll(/uses: (\S+\/\.github\/\S+)/g)].map(([, action]) => action);
  expect(used.sort()).toEqual([`${NAME}/.github/actions/comment@v${version}`, `${NAME}/${ACTION}@v${version}`]);
  expect(text).toContain(`repo: ${HOME}\n    rev: v${version}\n`);
});

test("the recipes of docs/ci.md use inputs that the action has, and hooks that are there", () => {
  const [workflow = ""] = recipes().get(".github/workflows/prove.yml") ?? [];
  const { inputs }: Json = parse(readText(`${ACTION}/action.yml`));
  const step = parse(workflow).jobs.prove.steps.at(-1);
  expect(Object.keys(step.with).filter((name) => !Object.hasOwn(inputs, name))).toEqual([]);
  const [config = ""] = recipes().get(".pre-commit-config.yaml") ?? [];
  const hooks: Json[] = parse(readText(".pre-commit-hooks.yaml"));
  expect(parse(config).repos[0].hooks.map(({ id }: Json) => id)).toEqual(hooks.map(({ id }) => id));
});

test("every hook runs a command of this program, which takes what follows as paths", async () => {
  const hooks: Json[] = parse(readText(".pre-commit-hooks.yaml"));
  for (const { entry, pass_filenames } of hooks) {
    const [, command = ""] = entry.split(" -- eks-cross-account ");
    expect([command, pass_filenames]).toEqual([expect.stringMatching(/^(check|prove)$/), false]);
    expect((await cli(project(), [command, "--help"])).out).toMatch(/\[(file|path)/);
  }
});

test("workflows and actions of this repository run those of others by a commit, with its version beside it", () => {
  const files = [...WORKFLOWS, ...readdirSync(".github/actions").map((name) => `.github/actions/${name}/action.yml`)];
  const used = files.flatMap((file) => [...readText(file).matchAll(/uses: (.*)/g)].map(([, what = ""]) => what));
  expect(used.length).toBeGreaterThan(15);
  expect(used.filter((what) => !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(what))).toEqual([]);
});

test("no workflow of this repository leaves its token in the checkout, or puts an expression into a shell", () => {
  for (const file of WORKFLOWS) {
    const { jobs, permissions }: Json = parse(readText(file));
    expect([file, permissions]).toEqual([file, { contents: "read" }]);
    for (const { run = "", uses = "", with: given } of Object.values<Json>(jobs).flatMap(({ steps }) => steps)) {
      expect(run).not.toContain("${{");
      if (uses.startsWith("actions/checkout@")) expect([file, given?.["persist-credentials"]]).toEqual([file, false]);
    }
  }
});
