import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os, { tmpdir } from "node:os";
import { join } from "node:path";
import { formats, prove, readConfiguration, readWorld, synthesize } from "../../library";
import type { Configuration } from "../../src/library/configuration";
import { cli, files, project } from "../support/cli";
import { changed, readText, SHIPPED, synth } from "../support/synth";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "library-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** @throws Error where the text has errors */
function configured(text: string): Configuration {
  const { configuration, problems } = readConfiguration(text);
  if (!configuration) throw new Error(JSON.stringify(problems));
  return configuration;
}

test("a configuration with errors gives none, and all of its problems", () => {
  const { configuration, problems } = readConfiguration(changed(["read: data", "read: dta"]), "ours.yaml");
  expect(configuration).toBeUndefined();
  expect(problems).toEqual([
    expect.objectContaining({ rule: "unknown-reference", file: "ours.yaml", found: '"dta"', level: "error" }),
  ]);
});

test("synthesize gives the stacks in the order of applying, and leaves no file anywhere", async () => {
  const temporary = jest.spyOn(os, "tmpdir").mockReturnValue(folder);
  try {
    const { stacks } = await synthesize(configured(SHIPPED));
    expect(temporary).toHaveBeenCalled();
    expect(files(folder)).toEqual({});
    expect(Object.keys(stacks)).toEqual(["account-a-primary", "account-b", "account-a-rest"]);
    temporary.mockRestore();
    expect(stacks).toEqual(synth(SHIPPED).stacks);
  } finally {
    temporary.mockRestore();
  }
});

test("what synthesize writes to a folder is what the command writes", async () => {
  const cwd = project();
  await cli(cwd, ["synth"]);
  await synthesize(configured(SHIPPED), { folder: join(folder, "out") });
  const { ".eks-cross-account.json": _, ...written } = files(join(cwd, "cdktf.out"));
  expect(files(join(folder, "out"))).toEqual(written);
});

test("manifests come beside the stacks, and are facts of a world that is given them", async () => {
  const text = readText("examples/article-irsa/eks-cross-account.yaml");
  const configuration = configured(`${text}defaults: { kubernetes: manifests }\n`);
  const { stacks, manifests } = await synthesize(configuration, { folder: join(folder, "out") });
  expect(JSON.stringify(stacks)).not.toContain("kubernetes_");
  const { "manifests/my-eks-cluster/workloads/api.yaml": objects = "" } = manifests;
  // the stacks alone show no service account
  const paths = Object.keys(stacks).map((stack) => join(folder, "out", "stacks", stack));
  rmSync(join(folder, "out", "manifest.json"));
  const given = [{ cluster: "my-eks-cluster", path: "api.yaml", text: objects }];
  const verdictOf = async (options: Parameters<typeof readWorld>[1]) =>
    (await prove(await readWorld(paths, options), { configuration })).proof.verdict;
  expect([await verdictOf({}), await verdictOf({ manifests: given })]).toEqual(["refuted", "proved"]);
});

test("synthesize fails where its folder has files in it, and changes nothing", async () => {
  mkdirSync(join(folder, "stacks"));
  writeFileSync(join(folder, "stacks/ours.tf"), "");
  await expect(synthesize(configured(SHIPPED), { folder })).rejects.toThrow(
    /found files in .*, expected a new or empty/,
  );
  expect(files(folder)).toEqual({ "stacks/ours.tf": "" });
});

test("a world is proved, and each format is what the command prints", async () => {
  await synthesize(configured(SHIPPED), { folder });
  const answer = await prove(await readWorld([folder]));
  expect(answer.proof.verdict).toBe("proved");
  expect(answer.proof).toEqual(JSON.parse(await formats.json(answer)));
  for (const [name, format] of Object.entries(formats)) {
    const { out } = await cli(process.cwd(), ["prove", folder, "--format", name]);
    expect(await format(answer)).toBe(out);
  }
});

test("with a configuration, Terraform that grants more than it is refuted", async () => {
  await synthesize(configured(changed(["read: data", "write: data"], ["verify: pod", "verify: none"])), { folder });
  const answer = await prove(await readWorld([folder]), { configuration: configured(SHIPPED) });
  expect(answer.proof.chains.flatMap(({ expectations }) => expectations)).toEqual(
    expect.arrayContaining([expect.objectContaining({ cannot: "s3:PutObject", verdict: "failed" })]),
  );
  expect(answer.proof.verdict).toBe("refuted");
});

test("fails for paths that have no Terraform, with what was found and expected", async () => {
  await expect(readWorld([folder])).rejects.toThrow(/found .*expected/);
});
