import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  endOfUnknown,
  isOnlyUnknown,
  partsOf,
  readable,
  replaceUnknowns,
  unknownText,
} from "../../src/unknown/unknown-text";

const NAME = "account-b/module.m.aws_x.y:z[*]?";

test("an unknown value's name is shown in characters that can be typed", () => {
  expect(readable(`data-${unknownText(NAME)}`)).toBe(`data-<${NAME}>`);
});

test("no slash, colon or wildcard of an unknown value's name cuts or widens the text that it is in", () => {
  expect(unknownText(NAME)).not.toMatch(/[/:*?]/);
});

test("a part of an unknown value is shown in ordinary characters too", () => {
  expect(readable(unknownText(NAME).slice(1, -1))).toBe(NAME);
});

test("characters that look like a slash stay what they are", () => {
  expect(readable(unknownText("a\u2215b"))).toBe("<a\u2215b>");
});

test("an unknown value named after another keeps its separators", () => {
  expect(readable(unknownText(`lower(${unknownText("a/b")})`))).toBe("<lower(a/b)>");
});

test("a text is cut at its unknown values", () => {
  const unknown = unknownText("a/b");
  expect(partsOf(`x${unknown}y`)).toEqual(["x", unknown, "y"]);
  expect(replaceUnknowns(`x${unknown}y`, () => "*")).toBe("x*y");
  expect(endOfUnknown(`x${unknown}y`, 1)).toBe(unknown.length);
  expect([unknown, `${unknown}y`, "y"].map(isOnlyUnknown)).toEqual([true, false, false]);
});

test("only src/unknown knows the characters that stand for unknown values", () => {
  const root = join(__dirname, "../../src");
  const files = (readdirSync(root, { recursive: true }) as string[]).filter((file) => file.endsWith(".ts"));
  const knowing = files.filter((file) =>
    /(\\u\{?|0x)e00[0-5]|[\u{e000}-\u{e005}]/iu.test(readFileSync(join(root, file), "utf8")),
  );
  expect(knowing).toEqual([join("unknown", "unknown-text.ts")]);
});
