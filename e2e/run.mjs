// Bundles TypeScript programs of this folder, which need no build of their own, and runs them:
//   node run.mjs oracle/run.ts            one program, in this process
//   node run.mjs --test emulator loader   every *.test.ts below these, by Node's own test runner
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { build, stop } from "esbuild";
import { install } from "./install.mjs";

const here = import.meta.dirname;
const [first, ...rest] = process.argv.slice(2);
const testing = first === "--test";
const entries = testing ? rest.flatMap(testsBelow) : [first];

install(here);
// Inside both node_modules, so that what is not bundled is found in either.
const cache = join(here, "node_modules", ".cache");
mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, "run-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const leave = () => process.exit(130);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, leave);

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
  external: ["@cloud-copilot/*", "@cdktf/*", "cdktf", "constructs", "z3-solver", "esbuild", "playwright-core"],
  logLevel: "error",
});
await stop();
// What src/aws reads beside its code.
cpSync(join(here, "../src/aws/data"), join(folder, "data"), { recursive: true });
process.chdir(here);
// Node 20 is supported here as long as its SDKs do; the suites pin theirs.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

if (testing) {
  const options = ["--enable-source-maps", "--test", "--test-concurrency=2", "--test-reporter=spec"];
  const child = spawn(process.execPath, [...options, ...files], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.off(signal, leave).on(signal, () => child.kill(signal));
  child.once("exit", (code) => process.exit(code ?? 1));
} else {
  process.setSourceMapsEnabled(true);
  await import(files[0]);
  // A program may end by itself what it has started.
  for (const signal of ["SIGINT", "SIGTERM"]) if (process.listenerCount(signal) > 1) process.off(signal, leave);
}

function testsBelow(path) {
  if (path.endsWith(".ts")) return [path];
  return readdirSync(join(here, path), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => join(path, name));
}
