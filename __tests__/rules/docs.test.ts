import { RULES, rulesMarkdown } from "../../src/rules";
import { readText } from "../support/synth";

test("docs/rules.md is what the table says (npm run docs writes it)", () => {
  expect(readText("docs/rules.md")).toBe(rulesMarkdown(RULES));
});
