import { once } from "node:events";
import { request, type ServerResponse } from "node:http";
import { S3Stub, s3Error } from "./support/s3-stub";
import { type Service, startAt } from "./support/service";

const MEBIBYTE = Buffer.alloc(1024 * 1024, "x");
let stub: S3Stub;
let service: Service;
let answer: (response: ServerResponse, method: string) => void;

beforeAll(async () => {
  stub = await S3Stub.start((request, response) => answer(response, request.method ?? ""));
  service = await startAt(stub.endpoint, { UPSTREAM_TIMEOUT_MS: "600" });
});
afterAll(async () => {
  await service.stop();
  await stub.stop();
});
beforeEach(() => {
  stub.requests.length = 0;
});

/** Writes for ever, as fast as the reader reads; says how much so far. */
function endless(response: ServerResponse): { written: () => number; closed: Promise<unknown> } {
  let written = 0;
  response.writeHead(200, { "content-length": `${1024 ** 4}` });
  const more = () => {
    do written += MEBIBYTE.length;
    while (response.write(MEBIBYTE));
  };
  response.on("drain", more);
  more();
  return { written: () => written, closed: once(response, "close") };
}

const status = async (path: string) => (await service.get(path)).status;

test("a client that leaves stops the read from S3", async () => {
  const started = new Promise<ReturnType<typeof endless>>((resolve) => {
    answer = (response) => resolve(endless(response));
  });
  const client = await service.open("/s3/large");
  await once(client, "readable");
  client.destroy();
  await (await started).closed;
});

test("a client that leaves before S3 answers ends the request to S3", async () => {
  const closed = new Promise<void>((resolve) => {
    answer = (response) => response.once("close", resolve);
  });
  const patient = await startAt(stub.endpoint, { UPSTREAM_TIMEOUT_MS: "600000" });
  const client = request({ host: "127.0.0.1", port: patient.port, path: "/s3/slow", agent: false });
  client.on("error", () => undefined).end();
  while (stub.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  client.destroy();
  await closed; // long before that time-out, or the test's own ends it
  await patient.stop();
});

test("a client that does not read holds S3 back: little more than two sockets' buffers is sent", async () => {
  const started = new Promise<ReturnType<typeof endless>>((resolve) => {
    answer = (response) => resolve(endless(response));
  });
  const client = await service.open("/s3/large");
  client.pause();
  const { written } = await started;
  let before = -1;
  while (written() !== before) {
    before = written();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect(before).toBeLessThan(64 * MEBIBYTE.length);
  client.destroy();
});

test("a fault in mid-stream breaks the connection, so that nobody takes a part for the whole", async () => {
  answer = (response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("a part");
    setTimeout(() => response.destroy(), 50);
  };
  await expect(service.get("/s3/cut")).rejects.toThrow(/aborted|hang up|ECONNRESET/);
});

test("a fault in mid-stream breaks the connection also where the length is not known", async () => {
  answer = (response) => {
    response.writeHead(200, { "transfer-encoding": "chunked" });
    response.write("a part");
    setTimeout(() => response.destroy(), 50);
  };
  await expect(service.get("/s3/cut")).rejects.toThrow(/aborted|hang up|ECONNRESET/);
});

test("S3 that stalls in mid-stream breaks the connection after the time-out", async () => {
  answer = (response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("a part");
  };
  await expect(service.get("/s3/stalled")).rejects.toThrow(/aborted|hang up|ECONNRESET/);
});

test("fails with 504 where S3 does not answer in time", async () => {
  answer = () => undefined;
  expect(await status("/s3/never")).toBe(504);
});

test("fails with 502 where S3 fails, and says nothing of it to the caller", async () => {
  answer = (response) => s3Error(response, 500, "InternalError");
  const { status: got, body } = await service.get("/s3/broken");
  expect([got, JSON.parse(body.toString()).title]).toEqual([502, "Upstream fault"]);
  expect(body.toString()).not.toContain("InternalError");
});

test("fails with 502 where S3 cannot be reached", async () => {
  const gone = await S3Stub.start(() => undefined);
  const { endpoint } = gone;
  await gone.stop();
  const astray = await startAt(endpoint);
  expect((await astray.get("/s3/x")).status).toBe(502);
  await astray.stop();
});

test("readiness asks S3 once for all who ask, and again only after a while", async () => {
  answer = (response) => response.end();
  const answers = await Promise.all(Array.from({ length: 20 }, () => status("/readyz")));
  expect([...new Set(answers)]).toEqual([200]);
  expect(stub.requests).toEqual(["HEAD /objects/"]);
});

describe("SIGTERM", () => {
  /** 20 parts over a second. */
  const slowly = (response: ServerResponse) => {
    response.writeHead(200, { "content-length": "20" });
    let sent = 0;
    const timer = setInterval(() => {
      response.write("x");
      sent += 1;
      if (sent < 20) return;
      clearInterval(timer);
      response.end();
    }, 50);
  };

  test("under load lets every request under way end whole, takes no more, and exits with 0", async () => {
    const pod = await startAt(stub.endpoint);
    answer = slowly;
    const reads = Array.from({ length: 50 }, () => pod.get("/s3/slow"));
    while (stub.requests.length < 50) await new Promise((resolve) => setTimeout(resolve, 10));
    pod.signal("SIGTERM");
    await pod.logged(({ msg }) => msg === "draining");
    await expect(pod.get("/s3/late")).rejects.toThrow(/ECONNREFUSED|ECONNRESET/);
    for (const { status: got, body } of await Promise.all(reads)) expect([got, body.length]).toEqual([200, 20]);
    expect(await pod.ended).toBe(0);
  });

  test("cuts what does not end in time, says so, and exits with 1", async () => {
    const pod = await startAt(stub.endpoint, { DRAIN_TIMEOUT_MS: "200" });
    answer = (response) => void endless(response);
    const client = await pod.open("/s3/large");
    client.on("error", () => undefined).resume();
    pod.signal("SIGTERM");
    expect(await pod.ended).toBe(1);
    await pod.logged(({ msg }) => `${msg}`.includes("they are cut"));
  });
});
