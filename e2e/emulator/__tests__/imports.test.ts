import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";

/** Tests are run in the folder `e2e`. */
const ROOT = join(process.cwd(), "..");
const HERE = join(ROOT, "e2e", "emulator");

test("the emulator imports nothing from the project that it checks", () => {
  const files = readdirSync(HERE, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  assert.ok(files.length > 50);
  const taken = files.flatMap((name) => {
    const text = readFileSync(join(HERE, name), "utf8");
    const paths = [...text.matchAll(/(?:from|import|import\() ?"(\.[^"]*)"/g)].map(([, path = ""]) => path);
    return paths.map((path) => relative(ROOT, join(dirname(join(HERE, name)), path)));
  });
  assert.ok(taken.includes("e2e/oracle/pair"));
  assert.deepEqual(
    taken.filter((path) => !path.startsWith("e2e/")),
    [],
  );
});
