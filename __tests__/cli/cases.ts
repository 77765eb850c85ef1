import type { RuleId } from "../../src/rules";
import { DEFAULT, SHIPPED } from "../support/synth";

interface FileCase {
  readonly rule: RuleId;
  readonly fact: string;
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly config?: string;
  readonly file: string;
  readonly found: string;
}

export const FILE_CASES: readonly FileCase[] = [
  {
    rule: "file-missing",
    fact: "the default configuration is looked for here",
    files: {},
    file: DEFAULT,
    found: "no such file",
  },
  {
    rule: "file-unreadable",
    fact: "a file in place of a folder",
    files: { apps: "" },
    config: "apps/a.yaml",
    file: "apps/a.yaml",
    found: "a file in place of a folder (ENOTDIR)",
  },
  {
    rule: "folder-empty",
    fact: "a folder without YAML is no configuration",
    files: { "apps/notes": "", "apps/.hidden.yaml": SHIPPED },
    config: "apps",
    file: "apps",
    found: "none",
  },
  {
    rule: "folder-below",
    fact: "folders in the folder are not read, which would silently leave workloads out",
    files: { "apps/all.yml": SHIPPED, "apps/web/more.yaml": "" },
    config: "apps",
    file: "apps/web",
    found: "a folder with YAML files",
  },
  {
    rule: "file-empty",
    fact: "all files of a folder are empty",
    files: { "apps/all.yml": "# nothing yet\n", "apps/more.yaml": "" },
    config: "apps",
    file: "apps",
    found: "an empty file",
  },
  {
    rule: "file-encoding",
    fact: "one file of a folder that is no text",
    files: { "apps/all.yml": SHIPPED, "apps/more.yaml": Buffer.from([0x61, 0xff]) },
    config: "apps",
    file: "apps/more.yaml",
    found: "bytes that are no text in UTF-8",
  },
  {
    rule: "configuration-name",
    fact: "a folder of files that is named stacks names no configuration",
    files: { "stacks/all.yaml": SHIPPED },
    config: "stacks",
    file: "stacks",
    found: "a configuration named stacks",
  },
  {
    rule: "file-encoding",
    fact: "what an editor has saved in UTF-16",
    files: { [DEFAULT]: Buffer.from(`\ufeff${SHIPPED}`, "utf16le") },
    file: DEFAULT,
    found: "text in UTF-16",
  },
  {
    rule: "file-encoding",
    fact: "UTF-16 without a mark, the high byte first",
    files: { [DEFAULT]: Buffer.from(SHIPPED, "utf16le").swap16() },
    file: DEFAULT,
    found: "text in UTF-16",
  },
  {
    rule: "file-encoding",
    fact: "what is no text",
    files: { [DEFAULT]: Buffer.from([0x61, 0xff, 0x62]) },
    file: DEFAULT,
    found: "bytes that are no text in UTF-8",
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

/** The rule that compares with the output before. */
export const UNSAID_CASE = {
  rule: "renamed-unsaid",
  fact: "a new key of what the output has under an old one is no new entry, unless it says so",
} as const;

interface OutputCase {
  readonly rule: RuleId;
  readonly fact: string;
  readonly files: Readonly<Record<string, string>>;
  readonly found: string;
  readonly fix?: string;
}

export const HELD = JSON.stringify({ version: 4, resources: [{ mode: "managed", instances: [{}] }] });
const rootOf = (state: string): string => JSON.stringify({ terraform: { backend: { local: { path: state } } } });
const manifestOf = (...stacks: readonly string[]): string =>
  JSON.stringify({ stacks: Object.fromEntries(stacks.map((name) => [name, { dependencies: [] }])) });

/** Of a configuration that has the stack `kept` and no other. */
export const OUTPUT_CASES: readonly OutputCase[] = [
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
    fix: "move state/gone.tfstate elsewhere",
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
