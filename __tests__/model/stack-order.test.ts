import { readConfig } from "../../src/config";
import { buildModel, orderStacks } from "../../src/model";
import { withoutMutualWaits } from "../../src/model/stack-order";
import { faultsOf, missedBy, proofOfConfig } from "../support/configured";
import { DEFAULT } from "../support/synth";
import { MUTUAL_CASE, ORDER_CASES } from "./cases";

const stack = (name: string, layer: "primary" | "account" | "rest", ...dependsOn: string[]) => ({
  name,
  layer,
  dependsOn,
});

test("a stack comes after all that it depends on, and otherwise where it was", () => {
  const { stacks, problems } = orderStacks([
    stack("b", "account", "a-primary"),
    stack("a-rest", "rest", "a-primary", "b"),
    stack("a-primary", "primary"),
    stack("c", "account"),
  ]);
  expect(stacks.map(({ name }) => name)).toEqual(["a-primary", "b", "a-rest", "c"]);
  expect(problems).toEqual([]);
});

test("fails for stacks that wait for each other in a circle, naming the whole way round", () => {
  const { stacks, problems } = orderStacks([
    stack("x", "rest", "a"),
    stack("a", "account", "b"),
    stack("b", "account", "c"),
    stack("c", "account", "a"),
  ]);
  expect(stacks).toEqual([]);
  expect(problems).toMatchObject([{ rule: "stack-cycle", found: "a => b => c => a" }]);
});

test("fails for a stack that waits for a higher layer, naming the way there", () => {
  const { problems } = orderStacks([stack("r", "rest", "b"), stack("b", "account", "z"), stack("z", "rest")]);
  expect(problems).toMatchObject([{ rule: "layer-inversion", found: "r => b (account) => z (rest)" }]);
});

test.each(ORDER_CASES)("$rule: $fact", ({ rule, stacks, found }) => {
  expect(orderStacks(stacks)).toEqual({ stacks: [], problems: [{ rule, path: [], found }] });
});

test("pods of two accounts may use resources of each other: one stack waits, the other is warned about, both are proved", async () => {
  const { rule, found, text } = MUTUAL_CASE;
  const { config } = readConfig(text, DEFAULT);
  if (!config) throw new Error("the configuration has errors");
  const { model, problems } = buildModel(config);
  expect(problems).toEqual([{ rule, path: [], found }]);
  const rests = model.stacks.filter(({ layer }) => layer === "rest");
  expect(rests.map(({ name, dependsOn }) => [name, dependsOn.filter((on) => on.endsWith("-rest"))])).toEqual([
    ["a-rest", []],
    ["b-rest", ["a-rest"]],
  ]);
  const proof = await proofOfConfig(text);
  expect([proof.verdict, faultsOf(proof), missedBy(proof)]).toEqual(["proved", [], []]);
});

test("many accounts whose pods all use each other's are ordered at once", () => {
  const names = Array.from({ length: 40 }, (_, index) => `a${index}-rest`);
  const { stacks, problems } = withoutMutualWaits(
    names.map((name) => stack(name, "rest", ...names.filter((other) => other !== name))),
  );
  expect(problems).toHaveLength((40 * 39) / 2);
  expect(orderStacks(stacks)).toMatchObject({ problems: [] });
});
