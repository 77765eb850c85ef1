import { deepStrictEqual } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Makes sure that two output folders ask Terraform for the same: the same stacks, with the same
 * dependencies, blocks and attributes. Only cdktf's own notes (`//`) may differ.
 *
 * @param {string} actual folder with `manifest.json` and `stacks/`
 * @param {string} expected folder of the same form
 * @throws {Error} with the differences
 */
export function assertSameOutput(actual, expected) {
  try {
    deepStrictEqual(outputIn(actual), outputIn(expected));
  } catch (error) {
    throw new Error(`the programs' outputs differ (+ ${actual}, - ${expected})\n${error.message}`);
  }
}

function outputIn(folder) {
  const { stacks } = read(join(folder, "manifest.json"));
  return Object.fromEntries(
    readdirSync(join(folder, "stacks")).map((name) => [
      name,
      { dependencies: stacks[name]?.dependencies, ...read(join(folder, "stacks", name, "cdk.tf.json")) },
    ]),
  );
}

const read = (file) => JSON.parse(readFileSync(file, "utf8"), (key, value) => (key === "//" ? undefined : value));
