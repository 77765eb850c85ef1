// Bundles one of this folder's TypeScript programs and runs it: node run.mjs oracle/run.ts
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), "eks-cross-account-e2e-"));
try {
  const outfile = join(folder, "program.cjs");
  // Packages with WebAssembly beside their code are not bundled.
  symlinkSync(join(here, "node_modules"), join(folder, "node_modules"));
  await build({
    absWorkingDir: here,
    entryPoints: [process.argv[2]],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    sourcemap: "inline",
    external: ["@cloud-copilot/*", "@cdktf/*", "z3-solver"],
    logLevel: "error",
  });
  const { status } = spawnSync(process.execPath, ["--enable-source-maps", outfile], {
    cwd: here,
    stdio: "inherit",
    env: { ...process.env, NODE_PATH: join(here, "..", "node_modules") },
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
