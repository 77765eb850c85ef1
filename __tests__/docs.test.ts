import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configurationMarkdown, jsonSchema } from "../src/config";
import { notModelledMarkdown } from "../src/inventory/effects/markdown";
import { ASSUMPTIONS, INTRUDERS } from "../src/proof/proof";
import { rulesMarkdown, TABLE } from "../src/rules";
import { synthesize } from "../stacks";
import { cli, project } from "./support/cli";
import { readmeExample, readText, SHIPPED, synth } from "./support/synth";

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
  const { out } = await cli(cwd, ["synth"]);
  expect(readme).toContain(`$ npm start\n${out}`);
  writeFileSync(join(cwd, "eks-cross-account.yaml"), SHIPPED.replace("read: data", "read: dta"));
  const { err } = await cli(cwd, ["check"]);
  expect(readme).toContain(`$ npm run check\n${err}`);
  const proved = "examples/account-principal/golden";
  const { out: proof } = await cli(process.cwd(), ["prove", proved]);
  expect(readme).toContain(`$ npm run --silent prove -- ${proved}\n${proof}`);
  const log = readText("docs/example/error.txt");
  const { out: explained } = await cli(process.cwd(), ["explain", "-", "docs/example"], {}, synthesize, log);
  expect(readme).toContain(`$ npm run --silent explain -- - docs/example < docs/example/error.txt\n${explained}`);
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

test("the README's own configuration is valid", () => {
  expect(synth(readmeExample()).problems).toEqual([]);
});
