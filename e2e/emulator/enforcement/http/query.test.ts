import assert from "node:assert/strict";
import { test } from "node:test";
import { treeOf } from "./query";

test("numbered parameters are lists, in the order of their numbers", () => {
  const pairs = Array.from({ length: 11 }, (_, index) => [`Tags.member.${11 - index}.Key`, `${11 - index}`] as const);
  const { Tags } = treeOf([["Action", "TagRole"], ["Version", "2010-05-08"], ...pairs]);
  assert.deepEqual(
    Tags,
    Array.from({ length: 11 }, (_, index) => ({ Key: `${index + 1}` })),
  );
});

test("maps keep their entries, and an empty value is an empty text", () => {
  const pairs = [
    ["Attributes.entry.1.key", "Policy"],
    ["Attributes.entry.1.value", "{}"],
    ["Name", ""],
  ] as const;
  assert.deepEqual(treeOf(pairs), { Attributes: { entry: [{ key: "Policy", value: "{}" }] }, Name: "" });
});
