import { cpSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TEXTS as ADDRESSED, REPOSITORY, withRepository } from "../scripts/repository";
import { jsonSchema } from "../src/config";
import { configurationMarkdown } from "../src/config/markdown";
import { notModelledMarkdown } from "../src/inventory/effects/markdown";
import { ASSUMPTIONS, INTRUDERS } from "../src/proof/proof";
import { rulesMarkdown, TABLE } from "../src/rules";
import { synthesize } from "../stacks";
import { cli, inFolder, project } from "./support/cli";
import { commandsIn, languagesIn, NOT_RUN, RUN, RUN_ELSEWHERE, seen, TEXTS } from "./support/doc-commands";
import { linksIn } from "./support/markdown";
import { DEFAULT, exampleIn, readmeExample, readText, synth } from "./support/synth";

test("docs/rules.md is what the table says (npm run docs writes it)", () => {
  expect(readText("docs/rules.md")).toBe(rulesMarkdown(Object.values(TABLE)));
});

test("docs/not-modelled.md is what the table of types says (npm run docs writes it)", () => {
  expect(readText("docs/not-modelled.md")).toBe(notModelledMarkdown());
});

test("docs/configuration.md is what the schema says (npm run docs writes it)", () => {
  expect(readText("docs/configuration.md")).toBe(configurationMarkdown(jsonSchema()));
});

test("the README's transcripts are what its commands print", async () => {
  const cwd = project();
  const readme = readText("README.md");
  cpSync("docs/example", join(cwd, "infra"), { recursive: true });
  writeFileSync(join(cwd, DEFAULT), readmeExample());
  const shown = async (line: string, args: readonly string[], input = "") => {
    const { out, err } = await inFolder(cwd, () => cli(cwd, args, { npm_command: "exec" }, synthesize, input));
    expect(readme).toContain(`$ ${line}\n${seen(out, err)}`);
  };
  await shown("npx eks-cross-account synth", ["synth"]);
  await shown("npx eks-cross-account prove cdktf.out", ["prove", "cdktf.out"]);
  const log = readText("docs/example/error.txt");
  await shown("kubectl logs deploy/reports | npx eks-cross-account explain - infra", ["explain", "-", "infra"], log);
});

test("the problem that docs/access.md shows is what check prints of its own configuration", async () => {
  const cwd = project();
  const text = readText("docs/access.md");
  writeFileSync(join(cwd, DEFAULT), exampleIn("docs/access.md").replace("read: data", "read: dta"));
  const { err } = await cli(cwd, ["check"]);
  expect(text).toContain(`$ npx eks-cross-account check\n${err}`);
});

describe("the commands of the documentation", () => {
  const commands = [...new Set(TEXTS.flatMap(commandsIn).map(({ line }) => line))];
  const listed = [RUN, RUN_ELSEWHERE, NOT_RUN].flatMap((list) => Object.keys(list));

  test("are each run by a test, or listed with what they would need", () => {
    expect(commands.filter((line) => !listed.includes(line))).toEqual([]);
  });

  test("are all that is listed, each once", () => {
    expect(listed.filter((line) => !commands.includes(line))).toEqual([]);
    expect(new Set(listed).size).toBe(listed.length);
  });

  test("are run where it is said so", () => {
    for (const [line, by] of Object.entries(RUN_ELSEWHERE)) {
      const command = line.replace("npx eks-cross-account ", "").replace(/ --silent| account-.*/g, "");
      expect([line, readText(by)]).toEqual([line, expect.stringContaining(command)]);
    }
  });

  test("stand in blocks that say what they are", () => {
    const languages = new Set(TEXTS.flatMap(languagesIn));
    expect([...languages].sort()).toEqual(["console", "mermaid", "sh", "text", "ts", "yaml"]);
  });
});

test("every text has the repository's address as package.json has it (npm run docs writes it)", () => {
  expect(REPOSITORY).toMatch(/^https:\/\/github\.com\/[\w-]+\/[\w.-]+$/);
  const having = ADDRESSED.filter((file) => readText(file).includes(REPOSITORY));
  expect(having).toEqual(expect.arrayContaining(["README.md", "SECURITY.md", ".github/ISSUE_TEMPLATE/config.yml"]));
  for (const file of ADDRESSED) expect(readText(file)).toBe(withRepository(file));
});

test("every link of the documentation leads to a file, to a heading of one, or to one in the repository", () => {
  const links = ADDRESSED.filter((file) => file.endsWith(".md")).flatMap((file) => linksIn(".", file));
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter(({ broken }) => broken)).toEqual([]);
  expect(links.flatMap(({ repositoryPath }) => repositoryPath ?? []).filter((path) => !existsSync(path))).toEqual([]);
});

test("every text of docs/ is in its index", () => {
  const index = readText("docs/README.md");
  const texts = readdirSync("docs").filter((name) => name !== "README.md");
  expect(texts.filter((name) => !index.includes(`](${name}`))).toEqual([]);
});

test("every assumption and every class of intruders is explained in docs/what-proved-means.md", () => {
  const text = readText("docs/what-proved-means.md");
  for (const id of [...ASSUMPTIONS, ...INTRUDERS]) expect(text).toContain(`| \`${id}\` |`);
});

test("every option of prove is in docs/prove.md", async () => {
  const { out } = await cli(project(), ["prove", "--help"]);
  const options = [...out.matchAll(/^ +(--[a-z-]+)/gm)].map(([, option = ""]) => option);
  expect(options.length).toBeGreaterThan(10);
  const text = readText("docs/prove.md");
  expect(options.filter((option) => !text.includes(option))).toEqual([]);
});

test("every option of init is in docs/init.md", async () => {
  const { out } = await cli(project(), ["init", "--help"]);
  const options = [...out.matchAll(/^ +(--[a-z-]+)/gm)].map(([, option = ""]) => option);
  expect(options.length).toBeGreaterThan(10);
  const text = readText("docs/init.md");
  expect(options.filter((option) => !text.includes(option))).toEqual([]);
});

test("docs/ARCHITECTURE.md has every part of the source in its picture, and names files that exist", () => {
  const text = readText("docs/ARCHITECTURE.md");
  const [, picture = ""] = /```mermaid\n([\s\S]*?)```/.exec(text) ?? [];
  const parts = readdirSync("src").map((part) => `src/${part}`);
  expect(parts.filter((part) => !picture.includes(part))).toEqual([]);
  const files = [...text.matchAll(/`((?:src|stacks|services|__tests__)\/[\w./-]+)`/g)].map(([, path = ""]) => path);
  expect(files.length).toBeGreaterThan(8);
  expect(files.filter((path) => !existsSync(path))).toEqual([]);
});

test("the configurations of the README and of docs/access.md are valid", () => {
  expect(synth(readmeExample()).problems).toEqual([]);
  expect(synth(exampleIn("docs/access.md")).problems).toEqual([]);
});
