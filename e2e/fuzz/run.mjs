// Bundles a program that needs the root's packages, beside them, and runs it: node fuzz/run.mjs fuzz/files/run.ts
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const here = join(import.meta.dirname, "..");
const cache = join(here, "..", "node_modules", ".cache");
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, "fuzz-"));
try {
  const outfile = join(folder, "program.cjs");
  await build({
    absWorkingDir: here,
    entryPoints: [process.argv[2]],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    sourcemap: "inline",
    external: ["@cdktf/*", "cdktf", "constructs"],
    logLevel: "error",
  });
  const { status } = spawnSync(process.execPath, ["--enable-source-maps", outfile], { cwd: here, stdio: "inherit" });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
