import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { parse, stringify } from "yaml";
import { readConfiguration } from "../../src/library/configuration";
import { manifestFiles } from "../../src/manifests";
import { tool } from "../python/tool";

/** The oldest version of EKS's extended support that has all fields, and the newest with published schemas. */
const VERSIONS = ["1.30", "1.37"];
const EXAMPLES = readdirSync(join("..", "examples")).filter((name) =>
  readdirSync(join("..", "examples", name)).includes("eks-cross-account.yaml"),
);

interface Config {
  defaults?: object;
  resources: Record<string, { bucket?: { prefix?: string; name?: string } }>;
}

/** The example's objects as manifests, with names that are known before apply. */
function filesOf(name: string) {
  const config: Config = parse(readFileSync(join("..", "examples", name, "eks-cross-account.yaml"), "utf8"));
  for (const { bucket } of Object.values(config.resources))
    if (bucket?.prefix !== undefined) {
      bucket.name = `${bucket.prefix}-fixed`;
      delete bucket.prefix;
    }
  config.defaults = { verify: "job", ...config.defaults, kubernetes: "manifests" };
  const { configuration, problems } = readConfiguration(stringify(config));
  // a check of every workload that may have one
  if (!configuration && problems.some(({ rule }) => rule === "verify-list")) return undefined;
  assert.ok(configuration, JSON.stringify(problems));
  return configuration.model.manifests.flatMap(manifestFiles).filter(({ path }) => path.includes("/workloads/"));
}

describe("manifests are what Kubernetes' published schemas ask for", () => {
  const folder = mkdtempSync(join(tmpdir(), "schemas-"));
  let program: string;

  before(async () => {
    program = await tool("kubernetes-validate");
  });
  after(() => rmSync(folder, { recursive: true }));

  const validated = (version: string, files: readonly string[]) =>
    spawnSync(program, ["--strict", "--no-warn", "-k", version, ...files], { encoding: "utf8" });

  function write(name: string, text: string): string {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  test("those of all examples, strictly", () => {
    const paths = EXAMPLES.flatMap((name) =>
      (filesOf(name) ?? []).map(({ path, text }) => write(join(name, path), text)),
    );
    assert.ok(paths.length > 10);
    for (const version of VERSIONS) {
      const { status, stdout, stderr } = validated(version, paths);
      assert.equal(status, 0, stdout + stderr);
    }
  });

  test("a field of another name is not", () => {
    const [file] = filesOf("article-irsa") ?? [];
    const path = write("broken.yaml", (file?.text ?? "").replace("containers:", "container:"));
    assert.notEqual(validated("1.37", [path]).status, 0);
    assert.doesNotThrow(() => execFileSync(program, ["--version"]));
  });
});
