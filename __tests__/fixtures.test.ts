import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..");
const FOLDERS = ["__tests__", "bench", "e2e", "services"];
const NOT_OURS = ["node_modules", ".venv", "dist"];

/** The ways in which a program names the root's configuration; in a folder of its own it may use the name. */
const ROOTS_OWN = [
  /"(?:\.\.\/)+eks-cross-account\.yaml"/,
  /(?:\bROOT\b|"(?:\.\.\/?)+"), *(?:"eks-cross-account\.yaml"|DEFAULT\b|CONFIG\b)/,
  /\b(?:readText|openScene)\((?:"eks-cross-account\.yaml"|DEFAULT\b)/,
];
const namesRootsOwn = (text: string): boolean => ROOTS_OWN.some((way) => way.test(text));

function programsBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(join(ROOT, path)).isDirectory()) return NOT_OURS.includes(name) ? [] : programsBelow(path);
    return /\.[cm]?[jt]s$/.test(name) ? [path] : [];
  });
}

test("no test, demo or benchmark reads the root's configuration, which is the user's to edit", () => {
  const reading = FOLDERS.flatMap(programsBelow).filter((path) =>
    namesRootsOwn(readFileSync(join(ROOT, path), "utf8")),
  );
  expect(reading).toEqual([]);
});

const name = ["eks-cross-account", "yaml"].join(".");
test.each([
  `readText("${name}")`,
  "readText(" + "DEFAULT)",
  `join(ROOT, "${name}")`,
  `join("..", "${name}")`,
  `openScene("${name}")`,
  `resolve("../${name}")`,
])("%s would be seen", (text) => expect(namesRootsOwn(text)).toBe(true));

test.each([`join(cwd, "${name}")`, `readText("examples/fleet/${name}")`, "join(folder, DEFAULT)"])(
  "%s is another file",
  (text) => expect(namesRootsOwn(text)).toBe(false),
);
