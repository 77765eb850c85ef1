import assert from "node:assert/strict";
import { test } from "node:test";
import { patched } from "./json-patch";

test("a patch adds, replaces and removes, and leaves the document alone", () => {
  const document = { metadata: { labels: { "a/b": "1", old: "2" } }, list: ["x", "z"] };
  const result = patched(document, [
    { op: "replace", path: "/metadata/labels/a~1b", value: "3" },
    { op: "remove", path: "/metadata/labels/old" },
    { op: "add", path: "/list/1", value: "y" },
    { op: "add", path: "/list/-", value: "end" },
    { op: "remove", path: "/list/0" },
  ]);
  assert.deepEqual(result, { metadata: { labels: { "a/b": "3" } }, list: ["y", "z", "end"] });
  assert.deepEqual(document, { metadata: { labels: { "a/b": "1", old: "2" } }, list: ["x", "z"] });
});

test("a patch of what is not there is refused", () => {
  assert.throws(
    () => patched({}, [{ op: "add", path: "/metadata/labels/a", value: "1" }]),
    /no path \/metadata\/labels\/a/,
  );
});
