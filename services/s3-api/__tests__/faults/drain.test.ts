import { Agent } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { faulty } from "../support/faulty";
import { type Service, startAt } from "../support/service";
import { endless, slowly } from "../support/streams";

const s3 = faulty();

const draining = (pod: Service) => {
  pod.signal("SIGTERM");
  return pod.logged(({ msg }) => msg === "draining");
};

describe("SIGTERM", () => {
  test("under load lets every request under way end whole, then takes no more, and exits with 0", async () => {
    const pod = await startAt(s3.stub.endpoint);
    s3.answer = (response) => slowly(response, 40, 50);
    const reads = Array.from({ length: 50 }, () => pod.get("/s3/slow"));
    while (s3.stub.requests.length < 50) await sleep(10);
    await draining(pod);
    await sleep(100);
    await expect(pod.get("/s3/late")).rejects.toThrow(/ECONNREFUSED|ECONNRESET/);
    for (const { status, body } of await Promise.all(reads)) expect([status, body.length]).toEqual([200, 40]);
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

  test("goes on accepting for the delay: objects that end their connection, not ready, alive", async () => {
    const pod = await startAt(s3.stub.endpoint, { DRAIN_DELAY_MS: "2000" });
    s3.answer = (response) => response.end("x");
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect((await pod.get("/s3/x", { agent })).headers.connection).toBe("keep-alive");
    await draining(pod);
    for (const kept of [agent, undefined]) {
      const { status, headers } = await pod.get("/s3/x", { agent: kept ?? false });
      expect([status, headers.connection]).toEqual([200, "close"]);
    }
    expect([(await pod.probe("/readyz")).status, (await pod.probe("/healthz")).status]).toEqual([503, 200]);
    expect((await pod.get("/readyz")).status).toBe(503);
    expect(await pod.ended).toBe(0);
  });

  test("loses none of the requests of 20 callers that keep their connections, and go to another pod meanwhile", async () => {
    s3.answer = (response) => response.end("x");
    const [pod, next] = [await startAt(s3.stub.endpoint, { DRAIN_DELAY_MS: "2000" }), await startAt(s3.stub.endpoint)];
    let [service, asked] = [pod, 0];
    const got = new Map<number, number>();
    const caller = async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      while (asked++ < 600) {
        const status = await service.get("/s3/x", { agent }).then(
          (answer) => answer.status,
          () => 0,
        );
        got.set(status, (got.get(status) ?? 0) + 1);
      }
      agent.destroy();
    };
    const callers = Array.from({ length: 20 }, caller);
    while (asked < 150) await sleep(10);
    await draining(pod);
    await sleep(500); // as long as Kubernetes takes to tell all nodes
    service = next;
    await Promise.all(callers);
    expect([...got]).toEqual([[200, 600]]);
    expect(await pod.ended).toBe(0);
    await next.stop();
  });

  test.each([
    ["no request", ""],
    ["half a head", "GET /s3/x HTTP/1.1\r\nHost:"],
    ["half a body", "POST /s3/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"],
  ])("is not held up by a connection with %s", async (_, sent) => {
    const pod = await startAt(s3.stub.endpoint);
    const caller = connect(pod.port, "127.0.0.1", () => caller.write(sent));
    caller.on("error", () => undefined);
    await sleep(300);
    const began = performance.now();
    await draining(pod);
    expect(await pod.ended).toBe(0);
    expect(performance.now() - began).toBeLessThan(5_000);
    caller.destroy();
  });
});

test("prints no deprecation warning", async () => {
  const fresh = await startAt(s3.stub.endpoint);
  await fresh.stop();
  expect(fresh.lines.join("\n")).not.toMatch(/DeprecationWarning|FSTDEP/);
});
