import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { readConfiguration } from "../../src/library/configuration";
import { SHIPPED } from "../support/synth";

test("a problem of a later stage has its place, also where the tree of the file has been let go", async () => {
  const { configuration, locate } = readConfiguration(SHIPPED, "here.yaml");
  const line = SHIPPED.split("\n").findIndex((text) => text.startsWith("  my-app:")) + 1;
  setFlagsFromString("--expose-gc");
  await new Promise((done) => setImmediate(done));
  runInNewContext("gc")();
  const problem = { rule: "renamed-unsaid", path: ["workloads", "my-app"], at: "key", found: "a new key" } as const;
  expect(locate(problem)).toMatchObject({ file: "here.yaml", line, column: 3 });
  expect(locate(problem)).toMatchObject({ file: "here.yaml", line, column: 3 });
  expect(configuration?.config.workloads).toHaveProperty("my-app");
});
