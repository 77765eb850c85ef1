import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findTerraform, MIRROR } from "./find";

const PLATFORM = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;

/** Runs `body` with a folder that has a mirror of these providers (`aws/6.48.0`) and a stub of Terraform. */
function withMirror(providers: readonly string[], body: (env: NodeJS.ProcessEnv, mirror: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "find-"));
  try {
    for (const provider of providers)
      mkdirSync(join(folder, "registry.terraform.io", "hashicorp", provider, PLATFORM), { recursive: true });
    const binary = join(folder, "terraform-stub");
    writeFileSync(binary, `#!/bin/sh\necho '{"terraform_version": "1.11.4"}'\n`);
    chmodSync(binary, 0o755);
    body({ PATH: process.env.PATH, TERRAFORM_BINARY_NAME: binary, [MIRROR]: folder }, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("without a mirror the suite's own loader runs", () => {
  assert.deepEqual(findTerraform({ PATH: process.env.PATH }), {
    says: `loader: the suite's own (${MIRROR} names no folder of providers)`,
  });
});

test("with a mirror of every provider Terraform runs, in the highest versions that the stacks allow", () => {
  const providers = ["aws/6.9.0", "aws/6.48.0", "aws/7.0.0", "kubernetes/2.38.0", "kubernetes/3.0.1", "random/3.7.2"];
  withMirror(providers, (env, mirror) => {
    const { terraform, says } = findTerraform(env);
    const versions = { terraform: "1.11.4", aws: "6.48.0", kubernetes: "2.38.0", random: "3.7.2" };
    assert.deepEqual(terraform, { binary: env.TERRAFORM_BINARY_NAME, mirror, versions });
    assert.equal(says, "loader: real Terraform (terraform 1.11.4, aws 6.48.0, kubernetes 2.38.0, random 3.7.2)");
  });
});

test("a mirror may hold providers as archives", () => {
  withMirror(["aws/6.48.0", "kubernetes/2.38.0"], (env, mirror) => {
    const folder = join(mirror, "registry.terraform.io", "hashicorp", "random");
    mkdirSync(folder);
    writeFileSync(join(folder, `terraform-provider-random_3.7.2_${PLATFORM}.zip`), "");
    assert.equal(findTerraform(env).terraform?.versions.random, "3.7.2");
  });
});

test("an AWS provider that is too old is as none", () => {
  withMirror(["aws/6.2.0", "aws/5.99.0", "kubernetes/2.38.0", "random/3.7.2"], (env, mirror) => {
    const reason = `${mirror} has no hashicorp/aws >= 6.3, < 7 for ${PLATFORM}`;
    assert.deepEqual(findTerraform(env), { says: `loader: the suite's own (${reason})` });
  });
});

test("without a Terraform that runs the suite's own loader runs", () => {
  withMirror(["aws/6.48.0", "kubernetes/2.38.0", "random/3.7.2"], (env, mirror) => {
    const binary = join(mirror, "nothing-here");
    const { says } = findTerraform({ ...env, TERRAFORM_BINARY_NAME: binary });
    assert.equal(says, `loader: the suite's own (${binary} does not run)`);
  });
});
