import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

const HERE = import.meta.dirname;
const SERVICE = join(HERE, "..");
/** What is built and installed; not part of the repository. */
export const OUT = join(HERE, ".out");
const BIN = join(OUT, "bin");
const VERSITYGW = "v1.8.0";

const progress = (/** @type {string} */ text) => process.stderr.write(`${text}\n`);

/** What the benchmark runs, by path. */
export const PROGRAMS = {
  service: join(OUT, "main.js"),
  /** The service with its names and line breaks kept, for profiles. */
  readable: join(OUT, "readable.js"),
  variants: join(OUT, "variants.js"),
  go: join(BIN, "s3read"),
  front: join(BIN, "front"),
  s3: join(BIN, `versitygw-${VERSITYGW}`, "versitygw"),
  sts: join(HERE, "sts.mjs"),
};

export const TLS = { cert: join(OUT, "cert.pem"), key: join(OUT, "key.pem") };

/** Builds the service and the Go programs from their sources as they are now; installs the S3 server once. */
export function prepare() {
  mkdirSync(BIN, { recursive: true });
  progress("building the service");
  bundle("src/main.ts", PROGRAMS.service, "--minify-whitespace");
  bundle("src/main.ts", PROGRAMS.readable);
  bundle("src/probe-thread.ts", join(OUT, "probe-thread.js"));
  bundle("bench/variants.mjs", PROGRAMS.variants, "--minify-whitespace");
  progress("building the Go programs");
  run("go", ["build", "-o", `${BIN}/`, "./..."], { cwd: join(HERE, "go") });
  if (!existsSync(PROGRAMS.s3)) {
    progress(`installing versitygw ${VERSITYGW}, which takes some minutes the first time`);
    run("go", ["install", `github.com/versity/versitygw/cmd/versitygw@${VERSITYGW}`], {
      env: { GOBIN: join(PROGRAMS.s3, "..") },
    });
  }
  if (!existsSync(TLS.cert)) {
    progress("making a certificate");
    // the generator that comes with Go's sources; RSA, as S3's own certificates are
    const { stdout } = run("go", ["env", "GOROOT"]);
    const generator = join(stdout.trim(), "src", "crypto", "tls", "generate_cert.go");
    run("go", ["run", generator, "-host", "127.0.0.1", "-ca", "-duration", "87600h"], { cwd: OUT });
  }
}

/** @param {string} entry @param {string} outfile @param {string[]} options */
function bundle(entry, outfile, ...options) {
  const always = ["--bundle", "--platform=node", "--target=node20", "--log-level=warning", `--outfile=${outfile}`];
  run(join(SERVICE, "node_modules", ".bin", "esbuild"), [entry, ...always, ...options], { cwd: SERVICE });
}

/**
 * @param {string} command @param {readonly string[]} args @param {{ cwd?: string, env?: Record<string, string> }} options
 */
function run(command, args, { cwd = HERE, env } = {}) {
  const stdio = /** @type {const} */ (["ignore", "pipe", "inherit"]);
  const result = spawnSync(command, args, { cwd, env: { ...process.env, ...env }, stdio, encoding: "utf8" });
  if (result.status !== 0)
    throw new Error(
      `${command} ${args.join(" ")}: ${result.error?.message ?? `ended with ${result.signal ?? result.status}`}`,
    );
  return result;
}
