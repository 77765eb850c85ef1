// Bundles TypeScript programs of this folder, which need no build of their own, and runs them:
//   node run.mjs oracle/run.ts            one program, in this process
//   node run.mjs --test emulator loader   every *.test.ts below these, by Node's own test runner
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { build, stop } from "esbuild";

const here = import.meta.dirname;
const [first, ...rest] = process.argv.slice(2);
const testing = first === "--test";
const entries = testing ? rest.flatMap(testsBelow) : [first];

// Inside both node_modules, so that what is not bundled is found in either.
const cache = join(here, "node_modules", ".cache");
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, "run-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

const files = entries.map((entry) => join(folder, `${entry.replaceAll("/", "-").replace(/\.ts$/, "")}.cjs`));
await build({
  absWorkingDir: here,
  entryPoints: entries.map((entry, index) => ({
    in: entry,
    out: relative(folder, files[index]).replace(/\.cjs$/, ""),
  })),
  outdir: folder,
  outExtension: { ".js": ".cjs" },
  bundle: true,
  platform: "node",
  target: "node20",
  sourcemap: "inline",
  // Packages that read files or WebAssembly beside their code.
  external: ["@cloud-copilot/*", "@cdktf/*", "cdktf", "constructs", "z3-solver", "esbuild"],
  logLevel: "error",
});
await stop();
process.chdir(here);

if (testing) {
  const options = ["--enable-source-maps", "--test", "--test-concurrency=2", "--test-reporter=spec"];
  const child = spawn(process.execPath, [...options, ...files], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.once("exit", (code) => process.exit(code ?? 1));
} else {
  process.setSourceMapsEnabled(true);
  await import(files[0]);
}

function testsBelow(path) {
  if (path.endsWith(".ts")) return [path];
  return readdirSync(join(here, path), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join(path, name));
}
