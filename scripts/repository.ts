import { readdirSync, readFileSync } from "node:fs";
import { name, version } from "../package.json";
import { HOME } from "../src/cli/release";

/** The public address of the repository: package.json has it, and everything else takes it from there. */
export const REPOSITORY = HOME;

const below = (folder: string, ends: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(ends))
    .map((path) => `${folder}/${path}`);

/** The texts that name the repository, or its release. */
export const TEXTS: readonly string[] = [
  ...readdirSync(".").filter((file) => file.endsWith(".md")),
  ".pre-commit-hooks.yaml",
  ...below("docs", ".md"),
  ...below(".github/ISSUE_TEMPLATE", ".yml"),
];

const SLUG = REPOSITORY.replace("https://github.com/", "");
const NUMBER = "\\d+\\.\\d+\\.\\d+";

/** What stands in texts, and what is to stand there. */
const REPLACED: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`https://github\\.com/[\\w.-]+/${name}(?=[/)\\s])`, "g"), REPOSITORY],
  [new RegExp(`(uses: )[\\w.-]+/[\\w.-]+(/\\.github/actions/\\w+)@v${NUMBER}`, "g"), `$1${SLUG}$2@v${version}`],
  [new RegExp(`(/download/)v${NUMBER}/${name}-${NUMBER}(\\.tgz)`, "g"), `$1v${version}/${name}-${version}$2`],
  [new RegExp(`(ghcr\\.io/)[\\w.-]+/[\\w.-]+:v${NUMBER}`, "g"), `$1${SLUG}:v${version}`],
  [new RegExp(`(rev: )v${NUMBER}`, "g"), `$1v${version}`],
];

/** A text with the repository's address and the version as package.json has them. */
export const withRepository = (file: string): string =>
  REPLACED.reduce((text, [found, by]) => text.replace(found, by), readFileSync(file, "utf8"));
