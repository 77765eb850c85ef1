import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prove } from "../../src/proof";
import { readWorld } from "../../src/terraform";
import { lockedVersions } from "../../src/terraform/source/lock-file";
import { podWorld } from "../support/world";

const locked = (text: string | undefined) => {
  const directory = mkdtempSync(join(tmpdir(), "lock-"));
  try {
    if (text !== undefined) writeFileSync(join(directory, ".terraform.lock.hcl"), text);
    return lockedVersions(directory).map(({ text: version, location }) => [version, location.line]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
const entry = (source: string, version: string) =>
  `provider "${source}" {\n  version     = "${version}"\n  constraints = ">= 5.0.0"\n  hashes = [\n    "h1:x=",\n  ]\n}\n`;

test.each<[string, string | undefined, readonly (readonly [string, number])[]]>([
  ["is not there", undefined, []],
  [
    "has the provider",
    `# By terraform init.\n\n${entry("registry.terraform.io/hashicorp/aws", "5.100.0")}`,
    [["5.100.0", 3]],
  ],
  ["is OpenTofu's", entry("registry.opentofu.org/hashicorp/aws", "6.2.0"), [["6.2.0", 1]]],
  [
    "has others",
    `${entry("registry.terraform.io/hashicorp/kubernetes", "2.30.0")}\n${entry("example.com/hashicorp/aws", "1.0.0")}`,
    [],
  ],
  [
    "has it among others",
    `${entry("registry.terraform.io/hashicorp/kubernetes", "2.30.0")}\n${entry("registry.terraform.io/hashicorp/aws", "6.3.0")}`,
    [["6.3.0", 9]],
  ],
])("the version of the AWS provider that terraform init takes, where the lock file %s", (_, text, versions) => {
  expect(locked(text)).toEqual(versions);
});

test("a lock file that cannot be read is named", async () => {
  const directory = mkdtempSync(join(tmpdir(), "lock-"));
  try {
    mkdirSync(join(directory, ".terraform.lock.hcl"));
    writeFileSync(join(directory, "main.tf.json"), JSON.stringify(podWorld()["account-a"]));
    await expect(readWorld([directory], {})).rejects.toMatchObject({
      message: expect.stringContaining("found a folder"),
      location: { file: expect.stringContaining(".terraform.lock.hcl") },
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test("a stack whose lock file is before what its association is given is no input", async () => {
  const directory = mkdtempSync(join(tmpdir(), "lock-"));
  try {
    writeFileSync(join(directory, ".terraform.lock.hcl"), entry("registry.terraform.io/hashicorp/aws", "5.100.0"));
    writeFileSync(join(directory, "main.tf.json"), JSON.stringify(podWorld()["account-a"]));
    const world = await readWorld([directory], {});
    expect(() => prove(world, {})).toThrow(/found target_role_arn .*lock\.hcl:1 asks for "5\.100\.0"/);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
