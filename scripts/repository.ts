import { readdirSync, readFileSync } from "node:fs";
import { name } from "../package.json";
import { HOME } from "../src/cli/release";

/** The public address of the repository: package.json has it, and everything else takes it from there. */
export const REPOSITORY = HOME;

const below = (folder: string, ends: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(ends))
    .map((path) => `${folder}/${path}`);

/** The texts that have the address. */
export const TEXTS: readonly string[] = [
  ...readdirSync(".").filter((file) => file.endsWith(".md")),
  ".pre-commit-hooks.yaml",
  ...below("docs", ".md"),
  ...below(".github/ISSUE_TEMPLATE", ".yml"),
];

const ADDRESS = new RegExp(`https://github\\.com/[\\w.-]+/${name}(?=[/)\\s])`, "g");

/** A text with the address that package.json has. */
export const withRepository = (file: string): string => readFileSync(file, "utf8").replace(ADDRESS, REPOSITORY);
