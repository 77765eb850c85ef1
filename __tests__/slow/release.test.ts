import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import { Checkout } from "./checkout";

let checkout: Checkout;
beforeAll(() => {
  checkout = new Checkout();
});
afterAll(() => checkout.remove());

const notes = (tag: string, changelog: string) => {
  writeFileSync(join(checkout.folder, "CHANGELOG.md"), changelog);
  return checkout.run("node", ["scripts/release-notes.mjs", tag]);
};

describe("release notes", () => {
  const CHANGELOG = `# Changelog\n\n## Unreleased\n\nlater\n\n## ${version} - 2026-12-01\n\n### Added\n\n- a\n\n## 0.0.1 - 2026-01-01\n\nold\n`;

  test("are the changelog's section of the version", () => {
    expect(notes(`v${version}`, CHANGELOG)).toMatchObject({ code: 0, text: "### Added\n\n- a\n" });
  });

  test("fail for a tag of another version", () => {
    expect(notes("v9.9.9", CHANGELOG)).toMatchObject({ code: 1, text: expect.stringContaining("found tag v9.9.9") });
  });

  test("fail where the changelog has no section of the version, or an empty one", () => {
    expect(notes(`v${version}`, "# Changelog\n\n## Unreleased\n\nlater\n").code).toBe(1);
    expect(notes(`v${version}`, `## ${version} - 2026-12-01\n\n## 0.0.1\n\nold\n`).code).toBe(1);
  });
});

test("the list of contents has each package of the bundles and what is installed beside them, and nothing else", () => {
  const { code, text } = checkout.run("node", ["scripts/sbom.mjs"]);
  expect(code).toBe(0);
  const { components, metadata } = JSON.parse(text);
  expect(metadata.component).toMatchObject({ name: "eks-cross-account", version });
  const names: readonly string[] = components.map(({ name }: { readonly name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(["cdktf", "zod", "commander", "@cdktf/hcl2json", "fs-extra"]));
  expect(names.filter((name) => /jest|biome|typescript|cdktf-cli/.test(name))).toEqual([]);
  const notices = readFileSync(join(checkout.folder, "dist/THIRD-PARTY-NOTICES.txt"), "utf8");
  expect(names.length).toBeGreaterThanOrEqual(notices.match(/^Licence: /gm)?.length ?? Number.POSITIVE_INFINITY);
});
