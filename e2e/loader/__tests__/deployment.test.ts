import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { AwsError, type Emulator } from "../../emulator";
import { AllClients } from "../aws";
import { DEFAULT, EXAMPLES, exampleFile, fixture, start } from "./support/fixture";

let emulator: Emulator;
before(async () => {
  emulator = await start();
});
after(() => emulator.stop());

for (const name of EXAMPLES)
  test(`the example ${name} loads, a second load changes nothing, and its destruction leaves what was there before`, async () => {
    const { deployment, world, order, inventory } = await fixture(emulator, exampleFile(name));
    const before = await inventory();
    assert.deepEqual(await deployment.apply(world, order), []);
    const loaded = await inventory();
    assert.ok(loaded.length > before.length);
    const writes: string[] = [];
    emulator.onRequest = ({ operation }) => {
      if (!/^(Get|List|Describe|Head)/.test(operation)) writes.push(operation);
    };
    assert.deepEqual(await deployment.apply(world, order), []);
    delete emulator.onRequest;
    assert.deepEqual(writes, []);
    assert.deepEqual(await inventory(), loaded);
    assert.deepEqual(await deployment.destroy(order), []);
    assert.deepEqual(await inventory(), before);
  });

test("a target role whose principal is not there yet is refused, and what does not need it is made", async () => {
  const { deployment, world } = await fixture(emulator, exampleFile("article-pod-identity"));
  const refusals = await deployment.apply(world, ["account-b"]);
  assert.deepEqual(
    refusals.map(({ address, code, action }) => ({ address, code, action })),
    [{ address: "aws_iam_role.target_role", code: "MalformedPolicyDocument", action: "create" }],
  );
  assert.equal(
    refusals[0]?.message,
    'Invalid principal in policy: "AWS":"arn:aws:iam::111111111111:role/eks-pod-identity-primary-role"',
  );
  assert.ok(deployment.output("account-b", "data_bucket_name"));
  assert.deepEqual(await deployment.apply(world, ["account-a-primary", "account-b"]), []);
});

test("a stack that reads another's state is refused before that one is applied", async () => {
  const { deployment, world, order } = await fixture(emulator, DEFAULT);
  const [first = "", , last = ""] = order;
  await deployment.apply(world, [first]);
  const refusals = await deployment.apply(world, [last]);
  assert.deepEqual(
    refusals.map(({ code, action }) => ({ code, action })),
    [{ code: "Resource precondition failed", action: "read" }],
  );
  assert.match(refusals[0]?.message ?? "", /stack account-b has no state/);
});

test("a variable that hands a bucket's name over is asked for until that bucket is there", async () => {
  const { deployment, world } = await fixture(emulator, exampleFile("fleet"));
  await deployment.apply(world, ["production-primary", "staging-primary"]);
  const refusals = await deployment.apply(world, ["staging-rest"]);
  assert.ok(
    refusals.some(({ code, message }) => /No value for required variable/.test(code) && /events/.test(message)),
  );
});

test("a bucket that holds objects is not destroyed", async () => {
  const { deployment, world, order } = await fixture(emulator, DEFAULT);
  await deployment.apply(world, order);
  const Bucket = deployment.output("account-b", "data_bucket_name");
  const { s3 } = new AllClients(emulator).in("222222222222", "us-east-1");
  await s3.send(new PutObjectCommand({ Bucket, Key: "config.json", Body: "{}" }));
  const refusals = await deployment.destroy(order);
  assert.deepEqual(
    refusals.map(({ code, action }) => ({ code, action })),
    [{ code: "BucketNotEmpty", action: "delete" }],
  );
  assert.equal((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount, 1);
});

test("a random name is the output of its stack and the value of its unknown value", async () => {
  const { deployment, world, order } = await fixture(emulator, DEFAULT);
  await deployment.apply(world, order);
  const bucket = world.stacks.flatMap(({ resources }) => resources).find(({ type }) => type === "aws_s3_bucket");
  assert.equal(deployment.resolve(String(bucket?.get("bucket"))), deployment.output("account-b", "data_bucket_name"));
});

test("an error that may be IAM's delay is tried again for as long as is asked for", async () => {
  for (const [retry, refused] of [
    [0, 1],
    [5000, 0],
  ] as const) {
    const { deployment, world } = await fixture(emulator, exampleFile("article-pod-identity"), { retry });
    let times = 0;
    emulator.onRequest = ({ operation }) => {
      if (operation !== "CreateRole" || ++times > 2) return;
      throw new AwsError("MalformedPolicyDocument", 'Invalid principal in policy: "AWS":"arn:aws:iam::1:role/new"');
    };
    const refusals = await deployment.apply(world, ["account-a-primary"]);
    delete emulator.onRequest;
    assert.equal(refusals.length, refused);
  }
});
