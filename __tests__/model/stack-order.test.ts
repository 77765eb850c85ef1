import { orderStacks } from "../../src/model";
import { ORDER_CASES } from "./cases";

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
