import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { readConfiguration } from "../../src/library/configuration";
import { githubText, unitsOf } from "../../src/order";
import { EXAMPLES, exampleFile } from "../loader/__tests__/support/fixture";

/** What GitHub's own parser finds wrong with a workflow. */
async function errorsIn(content: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name: "apply.yml", content }, new NoOperationTraceWriter());
  if (value) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

const SETTINGS = {
  folder: "infra/access",
  configuration: "eks-cross-account.yaml",
  out: "terraform",
  package: "https://example.com/eks-cross-account.tgz",
};

test("GitHub's own parser takes the workflow of every example", async () => {
  for (const name of EXAMPLES) {
    const { configuration } = readConfiguration(readFileSync(exampleFile(name), "utf8"));
    assert.ok(configuration, name);
    const units = unitsOf(configuration.model, (stack) => `infra/access/terraform/stacks/${stack}`);
    assert.ok(units.length > 0, name);
    assert.deepEqual(await errorsIn(githubText(units, SETTINGS)), [], name);
  }
});

test("the parser is asked: a job that needs one that is not there, and a step that does nothing, are errors", async () => {
  const head = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n";
  assert.notDeepEqual(await errorsIn(`${head}    needs: b\n    steps: [{ run: ls }]\n`), []);
  assert.notDeepEqual(await errorsIn(`${head}    steps: [{ name: nothing }]\n`), []);
});
