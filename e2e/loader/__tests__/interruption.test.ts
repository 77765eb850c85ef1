import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Emulator } from "../../emulator";
import { Interrupted } from "../errors";
import { DEFAULT, type Fixture, fixture, start } from "./support/fixture";
import { type Unreliable, unreliable } from "./support/unreliable";

let emulator: Emulator;
let way: Unreliable;
let first: Fixture;
before(async () => {
  emulator = await start();
  way = await unreliable(emulator.endpoint);
  first = await fixture(emulator, DEFAULT);
});
after(async () => {
  await way.stop();
  await emulator.stop();
});

/** What `act` does to an emulator that is new, told by what is there afterwards and how many requests that took. */
async function undisturbed(act: (fixture: Fixture) => Promise<unknown>) {
  const made = await first.again(way.endpoint);
  way.breakAt(0, "before");
  await act(made);
  const { requests } = way;
  return { requests, left: await made.inventory() };
}

for (const when of ["before", "after"] as const) {
  const effect = when === "before" ? "is lost" : "takes effect and whose answer is lost";

  test(`a load is interrupted by any request that ${effect}, and goes on to the same end`, async () => {
    const load = ({ deployment, world, order }: Fixture) => deployment.apply(world, order);
    const { requests, left } = await undisturbed(load);
    for (let request = 1; request <= requests; request++) {
      const made = await first.again(way.endpoint);
      way.breakAt(request, when);
      await assert.rejects(load(made), Interrupted, `request ${request}`);
      assert.deepEqual(await load(made), [], `request ${request}`);
      assert.deepEqual(await made.inventory(), left, `request ${request}`);
    }
  });

  test(`a destruction is interrupted by any request that ${effect}, and goes on to the same end`, async () => {
    const destroy = ({ deployment, order }: Fixture) => deployment.destroy(order);
    let made = await first.again(way.endpoint);
    const left = await made.inventory();
    for (let request = 1; ; request++) {
      made = await first.again(way.endpoint);
      way.breakAt(0, when);
      await made.deployment.apply(made.world, made.order);
      way.breakAt(request, when);
      const ended = await destroy(made).catch((error: unknown) => error);
      if (!(ended instanceof Interrupted)) {
        assert.ok(request > 1);
        assert.deepEqual(ended, []);
        assert.deepEqual(await made.inventory(), left);
        return;
      }
      assert.deepEqual(await destroy(made), [], `request ${request}`);
      assert.deepEqual(await made.inventory(), left, `request ${request}`);
    }
  });
}

test("what an interrupted creation left is removed where something else is wanted instead", async () => {
  const { deployment, world, order, inventory } = await first.again(way.endpoint);
  const before = await inventory();
  way.breakAt(1, "after");
  await assert.rejects(() => deployment.apply(world, order), Interrupted);
  assert.notDeepEqual(await inventory(), before);
  assert.deepEqual(await deployment.destroy(order), []);
  assert.deepEqual(await inventory(), before);
});
