import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readConfiguration } from "../../src/library/configuration";
import { atlantisText, unitsOf } from "../../src/order";
import { EXAMPLES, exampleFile } from "../loader/__tests__/support/fixture";
import { errorsInAtlantis } from "./atlantis";

test("Atlantis takes the projects of every example, each in a group after those that it depends on", () => {
  for (const name of EXAMPLES) {
    const { configuration } = readConfiguration(readFileSync(exampleFile(name), "utf8"));
    assert.ok(configuration, name);
    const units = unitsOf(configuration.model, (stack) => `infra/terraform/stacks/${stack}`);
    assert.deepEqual(errorsInAtlantis(atlantisText(units, ["infra/eks-cross-account.yaml"])), [], name);
  }
});

test("its rules are asked: other keys, directories above the repository, names twice, and groups in no order", () => {
  const project = {
    name: "a",
    dir: "a",
    execution_order_group: 0,
    autoplan: { enabled: true, when_modified: ["*.tf"] },
  };
  const file = (...projects: readonly object[]) =>
    errorsInAtlantis(JSON.stringify({ version: 3, abort_on_execution_order_fail: true, projects }));
  assert.deepEqual(file(project), []);
  for (const wrong of [{ order: 1 }, { dir: "../a" }, { name: "a b" }, { depends_on: ["b"] }])
    assert.equal(file({ ...project, ...wrong }).length, 1, JSON.stringify(wrong));
  assert.equal(file(project, project).length, 1);
});
