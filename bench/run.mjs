/** The benchmark, `npm run bench`; README.md beside it has what it measures and why. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { configurationOf, estateOf } from "./configuration.mjs";
import { interleaved, runNode, runToEnd, summary } from "./measure.mjs";
import { assertSameOutput } from "./same.mjs";

const HELP = `npm run bench [-- options]

Measures this project against a hand-written cdktf program, from an edit of the
configuration to its output, and as the configuration grows. Takes about ten minutes.
Whether a goal is met is printed, not asserted: exits with 1 only where a program
fails or the two programs' outputs differ, with 2 where an option is wrong.

  --runs <n>  counted runs of each program, after one for warming up (default: 10)
  --help      print this
`;

const ROOT = join(import.meta.dirname, "..");
const MAIN = join(ROOT, "dist", "main.js");
const BARE = join(ROOT, "bench", ".out", "main.js");
const BARE_MANY = join(ROOT, "bench", ".out", "many.js");
const CONFIG = "eks-cross-account.yaml";
const GOAL_RATIO = 1.3; // with the proof, which (a) has not
const GOAL_EDIT = 1; // seconds
const WORKLOADS = [1, 10, 100, 1000];
const MANY = 1000;
const GOAL_MANY = 1.5; // with the proof, which (a) has not
const GOAL_PROOF = 1.5;
const ESTATES = [1000, 10_000];
const GOAL_GROWTH = 11; // for ten times the work
const GOAL_PEAK = 1024; // megabytes

const print = (...lines) => process.stdout.write(`${lines.join("\n")}\n`);
const progress = (text) => process.stderr.write(`${text}\n`);

/** Makes both programs from their sources as they are now. */
function build() {
  progress("building");
  rmSync(join(ROOT, "bench", ".out"), { recursive: true, force: true });
  for (const args of [["scripts/build.mjs"], ["node_modules/typescript/bin/tsc", "-p", "bench/bare"]]) {
    const { status } = spawnSync(process.execPath, args, {
      cwd: ROOT,
      stdio: ["ignore", process.stderr, process.stderr],
    });
    if (status !== 0) throw new Error(`node ${args.join(" ")}: failed`);
  }
}

/** (a) against (b): the same configuration, working folder, kind of output folder and environment. */
function compare(folder, runs) {
  const cwd = join(folder, "compare");
  mkdirSync(cwd);
  copyFileSync(join(ROOT, "__tests__", "fixtures", "shipped.yaml"), join(cwd, CONFIG));
  const program = (script, out) => () =>
    runNode([script], { cwd, env: { CDKTF_OUTDIR: out, EKS_CROSS_ACCOUNT_CONFIG: "" } });
  const programs = { a: program(BARE, "a.out"), b: program(MAIN, "b.out") };

  progress("checking that both programs give the same output");
  for (const run of Object.values(programs)) run();
  assertSameOutput(join(cwd, "b.out"), join(cwd, "a.out"));

  progress("comparing (a) and (b)");
  const { a, b } = interleaved(programs, runs, progress);
  const ratio = (figure) => summary(a.map((run, index) => b[index][figure] / run[figure]));
  const [wall, peak] = [ratio("wall"), ratio("peak")];
  print(
    "The example's three stacks, same output",
    row("", "wall time", "peak memory"),
    figuresRow("(a) bare cdktf program", a),
    figuresRow("(b) this project, YAML to JSON", b),
    row("(b)/(a), median of the pairs", spread(wall, 3, ""), spread(peak, 3, "")),
    row(`goal: at most ${GOAL_RATIO.toFixed(2)}`, verdict(wall.median, GOAL_RATIO), verdict(peak.median, GOAL_RATIO)),
  );
}

/** A thousand workloads: a loop of one's own over cdktf's constructs, and this project with and without its proof. */
function many(folder, runs) {
  const cwd = join(folder, "many");
  mkdirSync(cwd);
  writeFileSync(join(cwd, CONFIG), configurationOf(MANY));
  const program = (args, out) => () => runNode(args, { cwd, env: { CDKTF_OUTDIR: out, EKS_CROSS_ACCOUNT_CONFIG: "" } });
  const programs = {
    a: program([BARE_MANY, String(MANY)], "a.out"),
    without: program([MAIN, "--no-prove"], "b.out"),
    b: program([MAIN], "b.out"),
  };
  progress(`checking that both programs give the same output for ${grouped(MANY)} workloads`);
  for (const run of [programs.a, programs.b]) run();
  assertSameOutput(join(cwd, "b.out"), join(cwd, "a.out"));

  progress(`comparing (a) and (b) for ${grouped(MANY)} workloads`);
  const { a, without, b } = interleaved(programs, runs, progress);
  const ratio = (some, others) => summary(some.map((run, index) => run.cpu / others[index].cpu)).median;
  const line = (head, value, goal) => row(head, value.toFixed(3), `goal ${goal.toFixed(2)}: ${verdict(value, goal)}`);
  print(
    "",
    row(`${grouped(MANY)} workloads, same output`, "wall time", "peak memory", "processor time"),
    ...Object.entries({ "(a) bare cdktf program": a, "(b) without its proof": without, "(b) this project": b }).map(
      ([head, of]) => `${figuresRow(head, of).padEnd(86)}${spread(summary(of.map(({ cpu }) => cpu)), 2, " s")}`,
    ),
    line("(b)/(a), processor time", ratio(b, a), GOAL_MANY),
    line("with/without proof", ratio(b, without), GOAL_PROOF),
  );
}

/** Ten times the workloads over many accounts and clusters, proof included. */
function estates(folder) {
  progress("many accounts and clusters");
  const runs = ESTATES.map((workloads) => {
    const config = join(folder, `estate-${workloads}.yaml`);
    writeFileSync(config, estateOf(workloads));
    progress(`${grouped(workloads)} workloads`);
    return runNode([MAIN, "--config", config, "--out", join(folder, `estate-${workloads}.out`)], { cwd: folder });
  });
  const [few, all] = runs;
  const ratio = all.cpu / few.cpu;
  print(
    "",
    row("50 accounts, 20 clusters, one run", "processor time", "peak memory"),
    ...runs.map(({ cpu, peak }, index) =>
      row(`${grouped(ESTATES[index])} workloads`, `${cpu.toFixed(1)} s`, `${peak.toFixed(0)} MB`),
    ),
    row("ratio, goal 11 for ten times", ratio.toFixed(2), verdict(ratio, GOAL_GROWTH)),
    row("peak, goal 1 GiB", `${all.peak.toFixed(0)} MB`, verdict(all.peak, GOAL_PEAK)),
  );
}

/** What a person waits for who has changed the configuration. */
function edit(folder, runs) {
  progress("npm start after an edit");
  const config = join(folder, "edited.yaml");
  const args = ["start", "--", "--config", config, "--out", join(folder, "edited.out")];
  const start = (round) => {
    writeFileSync(config, configurationOf(1, `edit-${round}`));
    return runToEnd("npm", args, { cwd: ROOT });
  };
  const { npm } = interleaved({ npm: start }, runs, progress);
  const wall = summary(npm.map((run) => run.wall));
  print(
    "",
    row("npm start after an edit", spread(wall, 3, " s")),
    row(`goal: at most ${GOAL_EDIT} s`, verdict(wall.median, GOAL_EDIT)),
  );
}

/** Time and memory of configurations that are ten times as long each time. */
function growth(folder, runs) {
  progress("growth");
  const program = (workloads) => {
    const config = join(folder, `${workloads}.yaml`);
    writeFileSync(config, configurationOf(workloads));
    const args = [MAIN, "--config", config, "--out", join(folder, `${workloads}.out`), "--format", "json"];
    return () => runNode(args, { cwd: folder });
  };
  const programs = Object.fromEntries(WORKLOADS.map((workloads) => [workloads, program(workloads)]));
  const results = interleaved(programs, runs, progress);
  const more = (from, to) => {
    const each = (figure) => (medianOf(results[to], figure) - medianOf(results[from], figure)) / (to - from);
    return { wall: each("wall"), peak: each("peak") };
  };
  const moreRow = (head, { wall, peak }) => row(head, `${(wall * 1000).toFixed(2)} ms`, `${peak.toFixed(2)} MB`);
  const [early, late] = [more(10, 100), more(100, 1000)];
  print(
    "",
    row("Workloads", "wall time", "peak memory"),
    ...WORKLOADS.map((workloads) => figuresRow(grouped(workloads), results[workloads])),
    moreRow("each more, 10 to 100", early),
    moreRow("each more, 100 to 1,000", late),
    row("ratio; linear: about 1, or less", (late.wall / early.wall).toFixed(2), (late.peak / early.peak).toFixed(2)),
  );
}

const row = (head, ...cells) => [head.padEnd(34), ...cells.map((cell) => cell.padEnd(26))].join("").trimEnd();
const figuresRow = (head, runs) =>
  row(
    head,
    spread(summary(runs.map(({ wall }) => wall)), 3, " s"),
    spread(summary(runs.map(({ peak }) => peak)), 1, " MB"),
  );
const spread = ({ median, min, max }, digits, unit) =>
  `${median.toFixed(digits)}${unit} (${min.toFixed(digits)}-${max.toFixed(digits)})`;
const verdict = (value, goal) => (value <= goal ? "met" : "not met");
const medianOf = (runs, figure) => summary(runs.map((run) => run[figure])).median;
const grouped = (number) => number.toLocaleString("en-US");

function options() {
  try {
    const { values } = parseArgs({ options: { runs: { type: "string" }, help: { type: "boolean" } } });
    const runs = Number(values.runs ?? 10);
    if (!Number.isInteger(runs) || runs < 1)
      throw new Error(`--runs ${values.runs}: expected a whole number from 1 up`);
    return { runs, help: values.help ?? false };
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${HELP}`);
    process.exit(2);
  }
}

function main() {
  const { runs, help } = options();
  if (help) return print(HELP.trimEnd());
  const folder = mkdtempSync(join(tmpdir(), "eks-cross-account-bench-"));
  try {
    build();
    print(`Node ${process.versions.node}, ${cpus().length} cores; median (least-most) of ${runs} runs each`, "");
    for (const measurement of [compare, edit, growth, many, estates]) measurement(folder, runs);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main();
