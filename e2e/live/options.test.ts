import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal, requestOf } from "./options";
import { planIn } from "./real";

const ACCOUNTS = ["--account-a", "111111111111", "--profile-a", "a", "--account-b", "222222222222", "--profile-b", "b"];
const ALL = [...ACCOUNTS, "--cluster", "mine", "--region", "eu-west-1"];

test("a run has a name of its own, which its folder has too", () => {
  const request = requestOf(ALL, {}, "/home");
  assert.ok(request.kind === "run");
  assert.match(request.run.name, /^live-[0-9a-f]{6}$/);
  assert.equal(request.run.folder, `/home/live-runs/${request.run.name}`);
  assert.deepEqual([request.run.cluster, request.run.region, request.understood], ["mine", "eu-west-1", false]);
  const other = requestOf([...ALL, "--i-understand"], {}, "/home");
  assert.ok(other.kind === "run" && other.understood && other.run.name !== request.run.name);
});

for (const [fact, args, says] of [
  ["without a cluster", ACCOUNTS, /found no --cluster/],
  ["without a profile", ALL.filter((one) => one !== "--profile-b" && one !== "b"), /found no --profile-b/],
  ["with one account twice", ALL.with(5, "111111111111"), /found account 111111111111 twice/],
  ["with an account that is none", ALL.with(1, "1111"), /found --account-a 1111, expected 12 digits/],
  ["with an option that is none", [...ALL, "--yes"], /--yes/],
] as const)
  test(`fails ${fact}`, () => {
    assert.throws(
      () => requestOf(args, {}, "/home"),
      (error) => error instanceof Refusal && says.test(error.message),
    );
  });

test("the summary of Terraform's plan is read, with imports and without changes too", () => {
  assert.deepEqual(planIn("x\n\nPlan: 4 to add, 1 to change, 2 to destroy.\n"), { add: 4, change: 1, remove: 2 });
  assert.deepEqual(planIn("Plan: 1 to import, 4 to add, 0 to change, 0 to destroy."), { add: 4, change: 0, remove: 0 });
  assert.deepEqual(planIn("\nNo changes. Your infrastructure matches"), { add: 0, change: 0, remove: 0 });
  assert.throws(() => planIn("Error: no"), /found no summary/);
});
