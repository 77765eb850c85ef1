import { readConfiguration } from "../../src/library/configuration";
import { QUOTA_CASES } from "./quota-cases";

test.each(QUOTA_CASES)("$rule: $fact", ({ rule, text, path, found }) => {
  const { problems } = readConfiguration(text);
  expect(problems).toContainEqual(expect.objectContaining({ rule, path, found }));
});
