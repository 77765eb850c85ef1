import { existsSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { actionsMatching } from "../src/aws";
import { SERVICES } from "../src/inventory/services";
import { CLASSES } from "../src/proof/intruders/registry";
import { INTRUDERS } from "../src/proof/proof";
import { readText } from "./support/synth";

const [, recipesText = ""] = readText("CONTRIBUTING.md").split("\n## Recipes\n");
const RECIPES = recipesText
  .split("\n### ")
  .slice(1)
  .map((text) => ({
    name: text.split("\n")[0] ?? "",
    files: [...text.matchAll(/`([\w.-]+(?:\/[\w.-]+)+\.\w+)`/g)].map(([, path = ""]) => path),
  }));
const filesOf = (name: string) => RECIPES.find((recipe) => recipe.name === name)?.files ?? [];
const sourcesIn = (folder: string) =>
  (readdirSync(folder, { recursive: true }) as string[])
    .filter((path) => path.endsWith(".ts"))
    .map((path) => join(folder, path));
const importsOf = (path: string) => [...readText(path).matchAll(/from "\.\/([^"]+)"/g)].map(([, name = ""]) => name);

test("there is a recipe for what is added most", () => {
  expect(RECIPES.map(({ name }) => name)).toEqual([
    "Add a rule",
    "Add a service",
    "Add a Terraform function or resource",
    "Add an intruder class",
  ]);
});

test.each(RECIPES)("$name: names files that exist", ({ files }) => {
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((path) => !existsSync(path))).toEqual([]);
});

test("every file with entries of the table of rules is in the recipe for rules and joined in the table", () => {
  const entries = sourcesIn("src/rules").filter((path) => readText(path).includes("satisfies readonly Rule"));
  const joined = importsOf("src/rules/table.ts").map((path) => join("src/rules", `${path}.ts`));
  expect(entries.length).toBeGreaterThan(5);
  expect(entries.filter((path) => !joined.includes(path))).toEqual([]);
  const named = RECIPES.flatMap(({ files }) => files);
  expect(entries.filter((path) => !named.includes(path) && basename(path) !== "expectations.ts")).toEqual([]);
});

test.each(SERVICES)("$service is in every file of the recipe for services that lists services", (service) => {
  expect(actionsMatching(service.service).length).toBeGreaterThan(0);
  const recipe = filesOf("Add a service");
  for (const [entry, ...paths] of [
    [service.type, "src/terraform/attributes/computed.ts", "src/terraform/attributes/named-arns.ts"],
    [`"./${service.service}"`, "src/inventory/services/index.ts"],
    [service.type, "__tests__/inventory/targets.test.ts"],
  ] as const) {
    expect(recipe).toEqual(expect.arrayContaining(paths));
    expect(paths.map(readText).join("\n")).toContain(entry);
  }
});

test("a service that configurations know has a file in each of the recipe's folders", () => {
  const recipe = filesOf("Add a service");
  const servicesIn = (folder: string) =>
    readdirSync(folder)
      .filter((file) => !/^(index|service(-.*)?)\.ts$/.test(file))
      .sort();
  const made = servicesIn("stacks/services");
  expect(made).toContain("s3.ts");
  for (const folder of ["src/aws/services", "src/config/services", "src/model/services", "stacks/services"]) {
    expect([folder, servicesIn(folder)]).toEqual([folder, made]);
    expect(recipe).toEqual(expect.arrayContaining([`${folder}/s3.ts`, `${folder}/index.ts`]));
  }
  const tests = readdirSync("__tests__/stacks/services");
  expect(tests).toEqual(expect.arrayContaining(made.map((file) => file.replace(".ts", ".test.ts"))));
});

test("every file with functions is beside the one that the recipe names", () => {
  const recipe = filesOf("Add a Terraform function or resource");
  expect(recipe).toContain("src/terraform/expression/functions/index.ts");
  expect(recipe).toContain("__tests__/terraform/console.json");
  const tables = sourcesIn("src/terraform/expression/functions").filter((path) =>
    readText(path).includes("Readonly<Record<string, Body>> = {"),
  );
  const joined = importsOf("src/terraform/expression/functions/index.ts");
  expect(tables.length).toBeGreaterThan(10);
  expect(tables.filter((path) => !joined.includes(basename(path, ".ts")))).toEqual([]);
});

test("every class of intruders is in the registry that the recipe names, but the one for what is left", () => {
  expect(filesOf("Add an intruder class")).toContain("src/proof/intruders/registry.ts");
  expect(new Set([...CLASSES.map(({ id }) => id), "other-principal"])).toEqual(new Set(INTRUDERS));
});

test("every class of intruders is in every file of the recipe that lists classes", () => {
  const recipe = filesOf("Add an intruder class");
  for (const path of [
    "src/proof/proof.ts",
    "src/rules/intruders.ts",
    "src/report/sarif.ts",
    "docs/proof.schema.json",
    "docs/what-proved-means.md",
  ]) {
    expect(recipe).toContain(path);
    const text = readText(path);
    // what no class of the registry stands for is that one
    const listed = INTRUDERS.filter((id) => id !== "other-principal" || !path.endsWith("registry.ts"));
    expect([path, listed.filter((id) => !text.includes(id))]).toEqual([path, []]);
  }
});
