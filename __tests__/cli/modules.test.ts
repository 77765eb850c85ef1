import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, files, project } from "../support/cli";
import { DEFAULT, readText, SHIPPED } from "../support/synth";

const MODULES = `${SHIPPED}\nlayout: modules\n`;

/** A folder with a configuration. */
function folderWith(text: string, path = DEFAULT): string {
  const folder = project();
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
  return folder;
}

const NAMES = ["account-a-primary", "account-a-rest", "account-b"];
const WRITTEN = [
  ".eks-cross-account.json",
  "MIGRATE.md",
  "README.md",
  ...NAMES.flatMap((name) => [`${name}/README.md`, `${name}/REVIEW.md`, `${name}/main.tf.json`]),
];

test("modules are written and proved, the same in a second run, and compared by --check", async () => {
  const folder = folderWith(MODULES);
  const first = await cli(folder, ["synth"]);
  expect(first).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^eks-cross-account\.yaml -> modules: 3 modules, .*proof: 1 chain proved/s),
  });
  expect(first.out).toContain("next: call the modules from a root module of yours, as modules/README.md shows");
  // modules are no root modules, which alone can be read
  expect(first.out).not.toContain("report");
  expect(first.out).not.toContain("terraform -chdir");
  expect(Object.keys(files(folder)).sort()).toEqual([DEFAULT, ...WRITTEN.map((path) => `modules/${path}`)].sort());
  const before = files(folder);
  expect((await cli(folder, ["synth"])).code).toBe(0);
  expect(files(folder)).toEqual(before);
  expect(await cli(folder, ["synth", "--check", "modules"])).toMatchObject({ code: 0 });
  writeFileSync(join(folder, "modules/account-b/extra.tf"), "");
  writeFileSync(join(folder, "modules/account-b/README.md"), "mine\n");
  const { code, out } = await cli(folder, ["synth", "--check", "modules"]);
  expect([code, out]).toEqual([
    1,
    expect.stringMatching(/changed {2}account-b\/README\.md\nextra {4}account-b\/extra\.tf/),
  ]);
});

test("the report for machines names each module's folder and addresses", async () => {
  const { out } = await cli(folderWith(MODULES), ["synth", "--format", "json"]);
  expect(JSON.parse(out).stacks[1]).toMatchObject({
    name: "account-b",
    directory: "modules/account-b",
    resources: expect.arrayContaining(["aws_iam_role.target_role"]),
    dependsOn: ["account-a-primary"],
  });
});

test("a configuration with a name has its modules in a folder of that name, and their pages say so", async () => {
  const folder = folderWith(MODULES, "teams/shop/eks-cross-account.yaml");
  await cli(folder, ["synth", "--config", "teams/shop/eks-cross-account.yaml"]);
  const page = readFileSync(join(folder, "modules/shop/README.md"), "utf8");
  expect(page).toContain('source = "./modules/shop/account-b"');
  expect(readFileSync(join(folder, "modules/shop/MIGRATE.md"), "utf8")).toContain("stacks=cdktf.out/shop/stacks ");
});

test("a module that left the configuration goes, and what the user put there stays", async () => {
  const folder = folderWith(MODULES);
  await cli(folder, ["synth"]);
  writeFileSync(join(folder, "modules/account-a-primary/mine.tf"), "");
  writeFileSync(join(folder, DEFAULT), MODULES.replace("    primaryRole:", "    principal: account\n    primaryRole:"));
  const { out } = await cli(folder, ["synth"]);
  expect(out).toContain("waits for  nothing");
  writeFileSync(
    join(folder, DEFAULT),
    readText("examples/article-irsa/eks-cross-account.yaml").concat("\nlayout: modules\n"),
  );
  await cli(folder, ["synth"]);
  expect(Object.keys(files(join(folder, "modules")))).toContain("account-a-primary/mine.tf");
  expect(Object.keys(files(join(folder, "modules")))).not.toContain("account-a-primary/main.tf.json");
});

test.each(["the cdktf CLI", "cdktf's app"])(
  "fails where %s runs it, since modules cannot be deployed by it",
  async (who) => {
    const folder = folderWith(MODULES);
    const env: Record<string, string> = who === "the cdktf CLI" ? { CDKTF_OUTDIR: "cdktf.out" } : {};
    const { code, err } = await cli(folder, ["synth"], env, undefined, "", undefined, {
      isApp: who !== "the cdktf CLI",
    });
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^found layout: modules, .* eks-cross-account synth, and apply/),
    ]);
    expect(Object.keys(files(folder))).toEqual([DEFAULT]);
  },
);

test.each(["deploy", "destroy"])("fails to %s modules, with or without somebody to ask", async (verb) => {
  for (const approval of [["--auto-approve"], []]) {
    const { code, err } = await cli(folderWith(MODULES), [verb, "account-b", ...approval]);
    expect([code, err]).toEqual([2, expect.stringContaining("found layout: modules")]);
  }
});

const state = (folder: string, stack: string, ...resources: readonly object[]) => {
  mkdirSync(join(folder, "state"), { recursive: true });
  writeFileSync(join(folder, `state/${stack}.tfstate`), JSON.stringify({ version: 4, resources }));
};

test("the stacks' states that are there are named, with the page that moves them", async () => {
  const folder = folderWith(MODULES);
  await cli(folder, ["synth"]);
  state(folder, "account-b", { mode: "managed", instances: [{}] });
  const { code, out } = await cli(folder, ["synth"]);
  expect([code, out]).toEqual([
    0,
    expect.stringContaining("before the first apply: account-b has a state of its own; modules/MIGRATE.md moves"),
  ]);
  expect(out).not.toContain("before that");
});

test("states of stacks that cannot be looked into are named too, and those that are empty are not", async () => {
  const folder = folderWith(`defaults: { backend: { s3: { bucket: states, region: us-east-1 } } }\n${SHIPPED}`);
  await cli(folder, ["synth"]);
  writeFileSync(join(folder, DEFAULT), MODULES);
  expect((await cli(folder, ["synth"])).out).toContain(
    "before the first apply: account-a-primary, account-b, account-a",
  );
  rmSync(join(folder, "cdktf.out"), { recursive: true });
  state(folder, "account-b");
  expect((await cli(folder, ["synth"])).out).not.toContain("before the first apply");
});

test("fails to put modules in the place of stacks whose states hold resources; of empty ones they take it", async () => {
  const folder = folderWith(SHIPPED);
  await cli(folder, ["synth", "--out", "terraform"]);
  const stacks = files(join(folder, "terraform"));
  writeFileSync(join(folder, DEFAULT), MODULES);
  state(folder, "account-b", { mode: "managed", instances: [{}] });
  const refused = await cli(folder, ["synth", "--out", "terraform"]);
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("stack-in-use")]);
  expect(files(join(folder, "terraform"))).toEqual(stacks);
  state(folder, "account-b");
  expect((await cli(folder, ["synth", "--out", "terraform"])).code).toBe(0);
  expect(Object.keys(files(join(folder, "terraform"))).sort()).toEqual(WRITTEN);
  writeFileSync(join(folder, DEFAULT), SHIPPED);
  expect((await cli(folder, ["synth", "--out", "terraform"])).code).toBe(0);
  expect(files(join(folder, "terraform"))).toEqual(stacks);
});

test("what owners of accounts are asked for is proved with the modules as with the stacks", async () => {
  const text = readText("examples/estate/eks-cross-account.yaml");
  const [stacks, modules] = await Promise.all(
    [text, `${text}\nlayout: modules\n`].map((one) => cli(folderWith(one), ["synth"])),
  );
  const proof = (out = "") => /^proof: .*$/m.exec(out)?.[0];
  expect(proof(stacks?.out)).toMatch(/^proof: \d+ chains/);
  expect(proof(modules?.out)).toBe(proof(stacks?.out));
});

test("the order of modules is shown with their folders; programs that run stacks are given none", async () => {
  const folder = folderWith(MODULES);
  const { code, out } = await cli(folder, ["order", "--format", "json"]);
  expect([code, JSON.parse(out).stacks[1].folder]).toEqual([0, "modules/account-b"]);
  const { code: refused, err } = await cli(folder, ["order", "--format", "github"]);
  expect([refused, err]).toEqual([2, expect.stringContaining("found --format github with layout: modules")]);
});

test("the owner of an account is asked for the same, whatever the layout", async () => {
  const [stacks, modules] = await Promise.all(
    [SHIPPED, MODULES].map((text) => cli(folderWith(text), ["handover", "account-b", "--format", "json"])),
  );
  const [ofStacks, ofModules] = [stacks, modules].map((ended) => JSON.parse(ended?.out ?? "{}"));
  expect(ofModules.why).toHaveLength(1);
  expect([ofModules.why, ofModules.digest]).toEqual([ofStacks.why, ofStacks.digest]);
});

test("states of stacks that are yet to be moved to another backend come first, as they would be passed over", async () => {
  const folder = folderWith(`defaults: { backend: { s3: { bucket: states, region: us-east-1 } } }\n${SHIPPED}`);
  for (const text of [SHIPPED, MODULES]) {
    await cli(folder, ["synth"]);
    writeFileSync(join(folder, DEFAULT), text);
  }
  expect((await cli(folder, ["synth"])).out).toMatch(
    /before the first apply: account-a-primary, account-b, account-a-rest have .*\nbefore that: their states are yet to be moved to another backend.*: account-a-primary, account-b, account-a-rest\n/,
  );
});
