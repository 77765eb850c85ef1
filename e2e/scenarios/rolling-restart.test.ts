import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { Callers } from "./callers";
import { type Prepared, podSpecOf, prepared, type Service, startService } from "./service";

/** How long a Service may go on sending connections to a pod that ends: less than the drain delay. */
const ENDPOINTS_LAG = 1_000;

describe("a rolling restart of the second article's deployment, while 20 callers ask over kept connections", () => {
  const object = '{"greeting":"hello from account-b"}';
  let api: Prepared;

  before(async () => {
    api = await prepared("examples/article-irsa/eks-cross-account.yaml", { "config.json": object });
  });
  after(() => api?.close());

  test("loses no request, and every pod ends by itself within its grace period", async () => {
    const spec = podSpecOf(api.fixture, "api");
    const start = async (): Promise<Service> => startService(await api.fixture.pod(), spec, api.built);
    const old = await Promise.all(Array.from({ length: spec.replicas }, start));
    assert.equal(old.length, 2);
    let ready: readonly Service[] = old;
    const callers = new Callers(20, () => ready.map(({ port }) => port), "/s3/config.json", object);
    await wait(1_000);
    const made: Service[] = [];
    const ending = [];
    for (const service of old) {
      const replacement = await start();
      made.push(replacement);
      ready = [...ready, replacement];
      ending.push(service.terminate());
      await wait(ENDPOINTS_LAG);
      ready = ready.filter((one) => one !== service);
    }
    const outcomes = await Promise.all(ending);
    for (const until = Date.now() + 60_000; callers.calls.answered < 500 && Date.now() < until; ) await wait(100);
    const { answered, from, failed } = await callers.end();
    assert.deepEqual(failed, []);
    assert.deepEqual(
      outcomes.map(({ code }) => code),
      [0, 0],
      outcomes.map(({ stdout }) => stdout).join("\n"),
    );
    for (const { port } of [...old, ...made]) assert.ok((from.get(port) ?? 0) > 0, `no answer from ${port}`);
    assert.ok(answered >= 500, `${answered} answers`);
  });
});
