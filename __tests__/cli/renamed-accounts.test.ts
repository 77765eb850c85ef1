import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cli, project } from "../support/cli";
import { DEFAULT, SHIPPED } from "../support/synth";
import { HELD } from "./cases";

const RENAMED = SHIPPED.replaceAll("account-b", "lake");

test("an account that gets another key is refused with the command that moves its state, and goes on once that is run", async () => {
  const cwd = project();
  await cli(cwd, ["synth"]);
  mkdirSync(join(cwd, "state"));
  writeFileSync(join(cwd, "state/account-b.tfstate"), HELD);
  writeFileSync(join(cwd, DEFAULT), RENAMED);
  const refused = await cli(cwd, ["synth", "--format", "json"]);
  expect(refused.code).toBe(2);
  expect(JSON.parse(refused.out).problems).toEqual([
    expect.objectContaining({
      rule: "stack-in-use",
      found: "account-b with 1 resource in its state",
      fix: expect.stringMatching(
        /^If its account is now called lake, move its state to that of lake: mv state\/account-b\.tfstate state\/lake\.tfstate\. Else destroy it/,
      ),
    }),
  ]);
  renameSync(join(cwd, "state/account-b.tfstate"), join(cwd, "state/lake.tfstate"));
  expect((await cli(cwd, ["synth"])).code).toBe(0);
});

test("where its state is not here, the document is named that says how", async () => {
  const cwd = project();
  const backend = "defaults: { backend: { s3: { bucket: acme-states, region: us-east-1 } } }\n";
  writeFileSync(join(cwd, DEFAULT), backend + SHIPPED);
  await cli(cwd, ["synth"]);
  writeFileSync(join(cwd, DEFAULT), backend + RENAMED);
  const { code, err } = await cli(cwd, ["synth"]);
  expect([code, err.replaceAll(/\s+/g, " ")]).toEqual([
    2,
    expect.stringContaining("move its state to that of lake: docs/renaming.md. Else destroy it"),
  ]);
});

test("a stack of another account that goes while one comes is no rename", async () => {
  const cwd = project();
  await cli(cwd, ["synth"]);
  mkdirSync(join(cwd, "state"));
  writeFileSync(join(cwd, "state/account-b.tfstate"), HELD);
  writeFileSync(join(cwd, DEFAULT), RENAMED.replace("222222222222", "333333333333"));
  const { err } = await cli(cwd, ["synth"]);
  expect(err).toContain("Destroy it from the old output");
  expect(err).not.toContain("mv state");
});
