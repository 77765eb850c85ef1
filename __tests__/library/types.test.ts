import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as library from "../../library";

test("the types declare what the package exports, and nothing else", () => {
  const text = readFileSync(join(__dirname, "../../types/index.d.ts"), "utf8");
  const declared = [...text.matchAll(/^export (?:function|const) (\w+)/gm)].map(([, name]) => name);
  expect(declared.sort()).toEqual(Object.keys(library).sort());
});

test("programs that do not read exports find the same entry and types", () => {
  const { exports, main, types } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8"));
  expect({ types, default: main }).toEqual(exports["."]);
});
