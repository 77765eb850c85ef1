import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { contentOf } from "../src/probes/content";
import { Vitals } from "../src/probes/vitals";
import { faulty } from "./support/faulty";
import { s3Error } from "./support/s3-stub";
import { BUCKET, Service, startAt } from "./support/service";

const s3 = faulty();
const METRICS_AGE = 2_500; // at most, in milliseconds

const statusesOf = (service: Service, paths: readonly string[]) =>
  Promise.all(paths.map(async (path) => (await service.probe(path)).status));
const metricsOf = async (service: Service): Promise<string> => {
  await sleep(METRICS_AGE);
  return (await service.probe("/metrics")).body.toString();
};

test("probes and metrics are answered on a port of their own, and nothing else is", async () => {
  await s3.service.get("/readyz");
  expect(await statusesOf(s3.service, ["/healthz", "/readyz", "/metrics", "/s3/x"])).toEqual([200, 200, 200, 404]);
  expect((await s3.service.get("/metrics")).status).toBe(404);
});

test("health and readiness are answered on the main port too, for load balancers that ask there", async () => {
  expect((await s3.service.get("/healthz")).status).toBe(200);
  expect((await s3.service.get("/readyz")).status).toBe(200);
});

test("a probe is answered at once while the main thread comes round to nothing for seconds", async () => {
  const folder = await mkdtemp(join(tmpdir(), "busy-"));
  const busy = join(folder, "busy.js");
  writeFileSync(
    busy,
    `process.on("SIGUSR2", () => { console.log("busy"); for (const end = Date.now() + 6000; Date.now() < end; ); });`,
  );
  const service = await startAt(s3.stub.endpoint, { NODE_OPTIONS: `--require ${busy}` });
  await service.get("/readyz");
  service.signal("SIGUSR2");
  while (!service.lines.includes("busy")) await sleep(10);
  const began = performance.now();
  expect(await statusesOf(service, ["/healthz", "/readyz", "/metrics"])).toEqual([200, 200, 200]);
  expect(performance.now() - began).toBeLessThan(4_000);
  await service.stop("SIGKILL");
  await rm(folder, { recursive: true });
});

test("a main thread that has not moved for 10 s passes for hung", () => {
  const vitals = new Vitals();
  vitals.beat();
  const statusAfter = (seconds: number) => {
    const now = process.hrtime.bigint();
    const clock = jest.spyOn(process.hrtime, "bigint").mockReturnValue(now + BigInt(seconds) * 1_000_000_000n);
    const { status } = contentOf({ method: "GET", url: "/healthz" }, vitals, undefined);
    clock.mockRestore();
    return status;
  };
  expect([statusAfter(8), statusAfter(11)]).toEqual([200, 503]);
});

test("an outage of S3 leaves the pod ready: all pods would be taken out of service at once; it is a metric", async () => {
  s3.answer = (response) => s3Error(response, 500, "InternalError");
  const service = await startAt(s3.stub.endpoint);
  expect((await service.get("/s3/x")).status).toBe(502);
  expect((await service.get("/readyz")).status).toBe(200);
  expect(await metricsOf(service)).toContain('s3_api_upstream_seconds_count{status="502"} 1');
  expect(await statusesOf(service, ["/readyz"])).toEqual([200]);
  await service.stop();
});

test("a pod without credentials is alive and not ready", async () => {
  const service = await Service.start({
    BUCKET_NAME: BUCKET,
    AWS_ENDPOINT_URL: s3.stub.endpoint,
    AWS_EC2_METADATA_DISABLED: "true",
  });
  expect((await service.get("/readyz")).status).toBe(503);
  expect(await statusesOf(service, ["/healthz", "/readyz"])).toEqual([200, 503]);
  await service.stop();
});

test("a pod that does not know its region is alive and not ready", async () => {
  const service = await startAt(s3.stub.endpoint, { AWS_REGION: "" });
  expect((await service.get("/readyz")).status).toBe(503);
  expect(await statusesOf(service, ["/healthz"])).toEqual([200]);
  await service.logged(
    ({ msg, err }) => msg === "the pod is not ready to read" && /[Rr]egion/.test(JSON.stringify(err)),
  );
  await service.stop();
});

test("the service goes on where the probes' port is taken, and its log says so", async () => {
  const service = await Service.start({ BUCKET_NAME: BUCKET, PROBE_PORT: `${s3.service.probePort}` });
  await service.logged(
    ({ msg, err }) => msg === "probes and metrics are not answered" && /EADDRINUSE/.test(`${JSON.stringify(err)}`),
  );
  expect((await service.get("/healthz")).status).toBe(200);
  await service.stop();
});

test("metrics count requests, bytes, slots, S3's time and the credentials' age", async () => {
  s3.answer = (response) => response.end("0123456789");
  const service = await startAt(s3.stub.endpoint);
  await service.get("/s3/x");
  await service.get("/s3/x", { method: "DELETE" });
  const metrics = await metricsOf(service);
  for (const line of [
    's3_api_requests_total{method="GET",status="200"} 1',
    's3_api_requests_total{method="other",status="405"} 1',
    "s3_api_object_bytes_total 10",
    "s3_api_slots 512",
    "s3_api_slots_taken 0",
    's3_api_upstream_seconds_count{status="200"} 1',
  ])
    expect(metrics.split("\n")).toContain(line);
  expect(metrics).toMatch(/^s3_api_credentials_age_seconds \d/m);
  expect(metrics).toMatch(/^process_resident_memory_bytes \d/m);
  await service.stop();
});
