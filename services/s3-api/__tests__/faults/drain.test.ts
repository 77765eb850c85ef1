import { setTimeout as sleep } from "node:timers/promises";
import { faulty } from "../support/faulty";
import { startAt } from "../support/service";
import { endless, slowly } from "../support/streams";

const s3 = faulty();

describe("SIGTERM", () => {
  test("under load lets every request under way end whole, takes no more, and exits with 0", async () => {
    const pod = await startAt(s3.stub.endpoint);
    s3.answer = (response) => slowly(response, 20, 50);
    const reads = Array.from({ length: 50 }, () => pod.get("/s3/slow"));
    while (s3.stub.requests.length < 50) await sleep(10);
    pod.signal("SIGTERM");
    await pod.logged(({ msg }) => msg === "draining");
    await expect(pod.get("/s3/late")).rejects.toThrow(/ECONNREFUSED|ECONNRESET/);
    for (const { status: got, body } of await Promise.all(reads)) expect([got, body.length]).toEqual([200, 20]);
    expect(await pod.ended).toBe(0);
  });

  test("cuts what does not end in time, says so, and exits with 1", async () => {
    const pod = await startAt(s3.stub.endpoint, { DRAIN_TIMEOUT_MS: "200" });
    s3.answer = (response) => void endless(response);
    const client = await pod.open("/s3/large");
    client.on("error", () => undefined).resume();
    pod.signal("SIGTERM");
    expect(await pod.ended).toBe(1);
    await pod.logged(({ msg }) => `${msg}`.includes("they are cut"));
  });
});

test("prints no deprecation warning", async () => {
  const fresh = await startAt(s3.stub.endpoint);
  await fresh.stop();
  expect(fresh.lines.join("\n")).not.toMatch(/DeprecationWarning|FSTDEP/);
});
