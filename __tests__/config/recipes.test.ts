import { stringify } from "yaml";
import { jsonSchema } from "../../src/config";
import { configurationMarkdown } from "../../src/config/markdown";
import { configurationOf, RECIPES, REFUSALS } from "../../src/config/recipes";
import { keysWithoutExample } from "../../src/config/recipes/coverage";
import { readConfiguration } from "../../src/library/configuration";
import { prove, readWorld } from "../../src/library/proof";
import { provedPaths, withOutput } from "../../src/library/synthesize";
import { synthesize } from "../../stacks";

test.each(RECIPES)("I want $want: it synthesizes and is proved", async ({ restsOn = [], leavesOpen, ...recipe }) => {
  const { configuration, problems } = readConfiguration(stringify(configurationOf(recipe)));
  const wrong = problems.filter(({ level, rule }) => level === "error" || /-unused$|^no-effect$/.test(rule));
  expect(wrong).toEqual([]);
  if (!configuration) throw new Error("no configuration");
  const { verdict, chains } = await withOutput(configuration, synthesize, {}, async (_, folder) => {
    return (await prove(await readWorld(provedPaths(configuration, folder)), { configuration })).proof;
  });
  const open = chains.flatMap(({ hops }) => hops.filter((hop) => hop.verdict === "unknown").map(({ id }) => id));
  const assumptions = chains.flatMap((chain) => chain.assumptions.map(({ id }) => id));
  expect([[...new Set(assumptions)], [...new Set(open)]]).toEqual([
    restsOn,
    leavesOpen === undefined ? [] : [leavesOpen],
  ]);
  expect(leavesOpen === undefined ? ["proved", ...(restsOn.length > 0 ? ["conditional"] : [])] : ["unknown"]).toContain(
    verdict,
  );
});

test.each(REFUSALS)("$rule: $keys does not go together", (refusal) => {
  const { problems } = readConfiguration(stringify(configurationOf(refusal)));
  expect([...new Set(problems.map(({ rule }) => rule))]).toEqual([refusal.rule]);
});

test("every key has an example in a recipe: src/config/recipes", () => {
  expect(keysWithoutExample(jsonSchema())).toEqual([]);
});

test("the documentation of the configuration starts with the recipes", () => {
  const [start = ""] = configurationMarkdown(jsonSchema()).split("\n## All keys");
  for (const { want } of RECIPES) expect(start).toContain(`| ${want} |`);
});
