import { FUNCTIONS } from "../../src/terraform/expression/functions";
import { NOT_EVALUATED } from "../../src/terraform/expression/functions/not-evaluated";
import { UnknownValue } from "../../src/unknown/unknown-value";
import { CONSOLE, CONSOLE_FILES, CONSOLE_LOCALS } from "./console";
import { at, PROVIDER, read } from "./worlds";

const cases = Object.entries(CONSOLE).flatMap(([name, pairs]) =>
  pairs.map(([expression, ...expected]) => ({ name, expression, expected })),
);

let values: readonly unknown[] = [];
beforeAll(async () => {
  const world = await read({
    ...Object.fromEntries(Object.entries(CONSOLE_FILES).map(([path, text]) => [`s/${path}`, text])),
    "s/main.tf.json": {
      provider: PROVIDER,
      locals: CONSOLE_LOCALS,
      resource: {
        aws_test: Object.fromEntries(cases.map(({ expression }, at) => [`e${at}`, { value: `\${${expression}}` }])),
      },
    },
  });
  values = cases.map((_, index) => at(world, `aws_test.e${index}`).get("value"));
});

test.each(cases.map((one, index) => ({ ...one, index })))(
  "$expression is what Terraform's console makes of it",
  ({ expected, index }) => {
    const value = values[index];
    if (expected.length === 0) expect(value).toMatchObject({ kind: "no-value" });
    else if (value instanceof UnknownValue) throw new Error(`unknown: ${value.reason}`);
    else expect(JSON.parse(JSON.stringify(value))).toEqual(expected[0]);
  },
);

test("each function that is evaluated has a case, and none is also among those that are not", () => {
  expect(
    [...FUNCTIONS.keys()].filter((name) => !cases.some(({ expression }) => expression.includes(`${name}(`))),
  ).toEqual([]);
  expect([...FUNCTIONS.keys()].filter((name) => NOT_EVALUATED.has(name))).toEqual([]);
});
