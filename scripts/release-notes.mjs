// node scripts/release-notes.mjs [TAG]: prints what CHANGELOG.md has about the version of package.json. Fails where that is
// not the version that TAG names, or where there is nothing.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const read = (file) => readFileSync(join(import.meta.dirname, "..", file), "utf8");

/** The section of `version` in the text of a changelog; undefined where there is none, or nothing in it. */
export const notesOf = (version, changelog) =>
  changelog
    .split(/^## /m)
    .find((section) => section.startsWith(`${version} `) || section.startsWith(`${version}\n`))
    ?.replace(/^.*\n/, "")
    .trim() || undefined;

if (process.argv[1] === import.meta.filename) {
  const { version } = JSON.parse(read("package.json"));
  const [, , tag = `v${version}`] = process.argv;
  const notes = notesOf(version, read("CHANGELOG.md"));
  if (tag !== `v${version}`) throw new Error(`found tag ${tag}, expected v${version}, as package.json has it`);
  if (notes === undefined) throw new Error(`found no section "## ${version} - DATE" with text in CHANGELOG.md`);
  process.stdout.write(`${notes}\n`);
}
