import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { configurationMarkdown, jsonSchema } from "../src/config";
import { notModelledMarkdown } from "../src/inventory/effects/markdown";
import { rulesMarkdown, TABLE } from "../src/rules";
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
});

test("the README's own configuration is valid", () => {
  expect(synth(readmeExample()).problems).toEqual([]);
});
