import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { DEFAULT, readmeExample } from "../support/synth";

const ROOT = join(__dirname, "..", "..");
/** What git does not track: packages wherever they are, and what commands write at the root. */
const PACKAGES = ["node_modules", ".venv"];
const WRITTEN = [".git", "dist", "cdktf.out", "state"].map((name) => join(ROOT, name));
const isSource = (path: string): boolean => !PACKAGES.includes(basename(path)) && !WRITTEN.includes(path);

test("npm test passes once the root's configuration is edited as the README says", () => {
  const folder = mkdtempSync(join(tmpdir(), "edited-"));
  try {
    cpSync(ROOT, folder, { recursive: true, filter: isSource });
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    writeFileSync(join(folder, DEFAULT), readmeExample());
    const { status, stderr } = spawnSync("npm", ["test", "--", "--ci"], { cwd: folder, encoding: "utf8" });
    const failed = stderr.split("\n").filter((line) => /^(FAIL|Tests:) /.test(line));
    expect([status, failed]).toEqual([0, [expect.stringMatching(/^Tests: +(?:\d+ skipped, )?\d+ passed, \d+ total$/)]]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 600_000);
