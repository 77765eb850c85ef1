import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { load } from "../../src/cli/load";
import { outputProblems } from "../../src/cli/output";
import { projectOf } from "../../src/cli/project";
import { order } from "../../src/model";
import { type LocatedProblem, type Problem, RULES, type RuleId } from "../../src/rules";
import { DEFAULT, SHIPPED } from "../support/synth";
import { type Case, CASES as COMMON, MARK, VALID } from "./cases";
import { IRSA_CASES, IRSA_VALID } from "./irsa-cases";

const CASES = [...COMMON, ...IRSA_CASES];

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A new folder with files of these texts. */
function folder(files: Readonly<Record<string, string>>): string {
  const cwd = mkdtempSync(join(tmpdir(), "rules-"));
  folders.push(cwd);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  return cwd;
}

/** The problems of a configuration in a folder, as every command sees them. */
function problemsOf(cwd: string, config?: string): readonly LocatedProblem[] {
  return load(projectOf({ config }, { cwd, env: {} }), cwd).problems;
}

/** A text without its mark, and the 1-based place where that stood. */
function unmarked(marked: string): { readonly text: string; readonly line: number; readonly column: number } {
  const [before, after, ...more] = marked.split(MARK);
  if (before === undefined || after === undefined || more.length > 0) throw new Error(`not one ${MARK} in ${marked}`);
  const lines = before.split("\n");
  return { text: before + after, line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

const holding = (part: string | RegExp = "") =>
  typeof part === "string" ? expect.stringContaining(part) : expect.stringMatching(part);

test.each(CASES)("$rule: $fact", ({ rule, text: marked, found, expected, fix }: Case) => {
  const { text, line, column } = unmarked(marked);
  const problems = problemsOf(folder({ [DEFAULT]: text }));
  const level = RULES.find(({ id }) => id === rule)?.level;
  expect(problems).toEqual([
    expect.objectContaining({
      rule,
      level,
      file: DEFAULT,
      line,
      column,
      found: holding(found),
      expected: holding(expected),
      fix: holding(fix),
    }),
  ]);
});

test.each([...VALID, ...IRSA_VALID])("nothing is wrong with %s", (_, text) => {
  expect(problemsOf(folder({ [DEFAULT]: text }))).toEqual([]);
});

interface FileCase {
  readonly rule: RuleId;
  readonly fact: string;
  readonly files: Readonly<Record<string, string>>;
  readonly config?: string;
  readonly file: string;
  readonly found: string;
}

const FILE_CASES: readonly FileCase[] = [
  {
    rule: "file-missing",
    fact: "the default configuration is looked for here",
    files: {},
    file: DEFAULT,
    found: "no such file",
  },
  {
    rule: "file-missing",
    fact: "a folder is no file",
    files: { "apps/notes": "" },
    config: "apps",
    file: "apps",
    found: "directory",
  },
  {
    rule: "configuration-name",
    fact: "a folder named stacks names no configuration",
    files: { [`stacks/${DEFAULT}`]: SHIPPED },
    config: `stacks/${DEFAULT}`,
    file: `stacks/${DEFAULT}`,
    found: "a configuration named stacks",
  },
  {
    rule: "configuration-name",
    fact: "a file named stacks names no configuration",
    files: { "apps/stacks.yaml": SHIPPED },
    config: "apps/stacks.yaml",
    file: "apps/stacks.yaml",
    found: "a configuration named stacks",
  },
];

test.each(FILE_CASES)("$rule: $fact", ({ rule, files, config, file, found }) => {
  expect(problemsOf(folder(files), config)).toEqual([
    expect.objectContaining({ rule, level: "error", file, line: 0, column: 0, path: "", found: holding(found) }),
  ]);
});

interface OrderCase {
  readonly rule: RuleId;
  readonly fact: string;
  readonly stacks: Parameters<typeof order>[0];
  readonly found: string;
}

/** No configuration leads here: layers wait only for lower ones as src/model makes them. */
const ORDER_CASES: readonly OrderCase[] = [
  {
    rule: "stack-cycle",
    fact: "two stacks that wait for each other cannot be applied",
    stacks: [
      { name: "a", layer: "account", dependsOn: ["b"] },
      { name: "b", layer: "account", dependsOn: ["a"] },
    ],
    found: "a => b => a",
  },
  {
    rule: "layer-inversion",
    fact: "a primary stack does not wait for an account's",
    stacks: [
      { name: "a-primary", layer: "primary", dependsOn: ["b"] },
      { name: "b", layer: "account", dependsOn: [] },
    ],
    found: "a-primary (primary) => b (account)",
  },
];

test.each(ORDER_CASES)("$rule: $fact", ({ rule, stacks, found }) => {
  expect(order(stacks)).toEqual({ stacks: [], problems: [{ rule, path: [], found }] });
});

interface OutputCase {
  readonly rule: RuleId;
  readonly fact: string;
  readonly files: Readonly<Record<string, string>>;
  readonly found: string;
  readonly fix?: string;
}

const HELD = JSON.stringify({ version: 4, resources: [{ mode: "managed", instances: [{}] }] });
const rootOf = (state: string): string => JSON.stringify({ terraform: { backend: { local: { path: state } } } });
const manifestOf = (...stacks: readonly string[]): string =>
  JSON.stringify({ stacks: Object.fromEntries(stacks.map((name) => [name, { dependencies: [] }])) });

/** Of a configuration that has the stack `kept` and no other. */
const OUTPUT_CASES: readonly OutputCase[] = [
  {
    rule: "stack-in-use",
    fact: "a stack that is gone from the configuration and holds a resource is destroyed first",
    files: {
      "cdktf.out/manifest.json": manifestOf("gone", "kept"),
      "cdktf.out/stacks/gone/cdk.tf.json": rootOf("../../../state/gone.tfstate"),
      "cdktf.out/stacks/kept/cdk.tf.json": rootOf("../../../state/kept.tfstate"),
      "state/gone.tfstate": HELD,
      "state/kept.tfstate": HELD,
    },
    found: "gone with 1 resource in its state",
    fix: "terraform -chdir=cdktf.out/stacks/gone destroy",
  },
  {
    rule: "stack-in-use",
    fact: "a state that lies in the stack's folder counts",
    files: {
      "cdktf.out/.eks-cross-account.json": "{}",
      "cdktf.out/manifest.json": manifestOf("gone"),
      "cdktf.out/stacks/gone/cdk.tf.json": "{}",
      "cdktf.out/stacks/gone/terraform.tfstate": HELD,
    },
    found: "gone with 1 resource in its state",
  },
  {
    rule: "stack-in-use",
    fact: "a state without output counts",
    files: { "state/gone.tfstate": HELD, "state/kept.tfstate": HELD },
    found: "gone with 1 resource in its state",
    fix: "move state/gone.tfstate away",
  },
  {
    rule: "stack-in-use",
    fact: "a stack whose folder no longer names its state is not forgotten",
    files: {
      "cdktf.out/.eks-cross-account.json": "{}",
      "cdktf.out/manifest.json": manifestOf("gone"),
      "cdktf.out/stacks/gone/notes": "",
      "state/gone.tfstate": HELD,
    },
    found: "gone with 1 resource in its state",
  },
  {
    rule: "stack-in-use",
    fact: "a state that cannot be read may hold anything",
    files: { "state/gone.tfstate": "<<<<<<< HEAD" },
    found: "gone with unreadable content in its state",
  },
  {
    rule: "stack-in-use",
    fact: "a state without anything in it may hold anything as well",
    files: { "state/gone.tfstate": "null" },
    found: "gone with unreadable content in its state",
  },
  {
    rule: "output-foreign",
    fact: "a folder with something else in it is left alone",
    files: { "cdktf.out/index.html": "" },
    found: "cdktf.out with files of another program",
  },
  {
    rule: "output-foreign",
    fact: "a manifest of another program makes no output of this one",
    files: { "cdktf.out/manifest.json": '{ "name": "web", "icons": [] }', "cdktf.out/index.html": "" },
    found: "cdktf.out with files of another program",
  },
  {
    rule: "output-foreign",
    fact: "a file is no folder",
    files: { "cdktf.out": "" },
    found: "cdktf.out with files of another program",
  },
];

/** What stands against writing the stack `kept` beside these files. */
function outputProblemsOf(files: Readonly<Record<string, string>>): readonly Problem[] {
  const cwd = folder(files);
  return outputProblems(projectOf({}, { cwd, env: {} }), ["kept"], cwd);
}

test.each(OUTPUT_CASES)("$rule: $fact", ({ rule, files, found, fix }) => {
  const problem = { rule, path: [], found, ...(fix ? { fix: holding(fix) } : {}) };
  expect(outputProblemsOf(files)).toEqual([expect.objectContaining(problem)]);
});

test.each([
  ["no output yet", {}],
  ["the stack itself, in use", { "cdktf.out/.eks-cross-account.json": "{}", "state/kept.tfstate": HELD }],
  ["a state without resources", { "state/gone.tfstate": JSON.stringify({ version: 4, resources: [] }) }],
  ["a state that only reads", { "state/gone.tfstate": HELD.replace("managed", "data") }],
  ["an empty state file", { "state/gone.tfstate": "" }],
  ["output of a named configuration", { "cdktf.out/fleet/.eks-cross-account.json": "{}" }],
] as const)("nothing stands against writing beside %s", (_, files) => {
  expect(outputProblemsOf(files)).toEqual([]);
});

test.each([
  ["an alias without anchor", "accounts: *none\n"],
  ["a merge of nothing", "accounts:\n  <<:\n"],
  ["a merge of itself", "accounts: &a\n  <<: *a\n"],
  ["aliases of aliases", `a: &a [${"x,".repeat(20)}]\nb: &b [${"*a,".repeat(20)}]\nc: [${"*b,".repeat(20)}]\n`],
  ["a map that holds itself", "accounts: &a\n  mine: *a\n"],
  ["a map as a key", "accounts:\n  ? { a: b }\n  : { id: x }\n"],
  ["brackets of great depth", `accounts: ${"[".repeat(5000)}${"]".repeat(5000)}\n`],
  ["a NUL", "accounts: \0\n"],
  ["text in UTF-16", Buffer.from(SHIPPED, "utf16le").toString("utf8")],
])("%s is a problem with a place, not a crash", (_, text) => {
  const problems = problemsOf(folder({ [DEFAULT]: text }));
  expect(problems.length).toBeGreaterThan(0);
  for (const { level, line, column } of problems) expect([level, line > 0, column > 0]).toEqual(["error", true, true]);
});

test("every rule has a case", () => {
  const held = new Set([...CASES, ...FILE_CASES, ...ORDER_CASES, ...OUTPUT_CASES].map(({ rule }) => rule));
  expect(RULES.map(({ id }) => id).filter((id) => !held.has(id))).toEqual([]);
});

test("what works but is unwise warns; everything else is an error", () => {
  const warnings = RULES.filter(({ level }) => level !== "error").map(({ id }) => id);
  expect(warnings).toEqual(["service-account-elsewhere", "trust-size", "no-effect", "unconfined", "image-floating"]);
});

test("ids are unique and kebab-case", () => {
  const ids = RULES.map(({ id }) => id);
  expect([...new Set(ids)]).toEqual(ids);
  expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([]);
});

test.each(RULES)("$id: expected is a phrase, fix a sentence, page an https address", ({ expected, fix, page }) => {
  expect(expected).toMatch(/^(?!.*[.!?]$)\S.*\S$/);
  expect(fix).toMatch(/^[A-Z].*\.$/);
  if (page !== undefined) expect(new URL(page).protocol).toBe("https:");
});
