import { once } from "node:events";
import { request, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { breakWhenIdle } from "../src/object";
import { S3Stub, s3Error } from "./support/s3-stub";
import { type Service, startAt } from "./support/service";

const MEBIBYTE = Buffer.alloc(1024 * 1024, "x");
const INFO = 30; // https://getpino.io/#/docs/api?id=loggerlevels-object
const TIMEOUT = 600;
/** For tests that end by themselves only where nothing waits for the time-out. */
const NEVER = "600000";
let stub: S3Stub;
let service: Service;
let answer: (response: ServerResponse, method: string) => void;

beforeAll(async () => {
  stub = await S3Stub.start((request, response) => answer(response, request.method ?? ""));
  service = await startAt(stub.endpoint, { UPSTREAM_TIMEOUT_MS: `${TIMEOUT}` });
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

/** An object of so many bytes, one at a time, with a pause in milliseconds before each. */
async function slowly(response: ServerResponse, bytes: number, pause: number): Promise<void> {
  response.writeHead(200, { "content-length": `${bytes}` });
  for (let sent = 0; sent < bytes; sent += 1) {
    await sleep(pause);
    response.write("x");
  }
  response.end();
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

test("a client that leaves before S3 answers ends the request to S3, and is no fault in the log", async () => {
  const closed = new Promise<void>((resolve) => {
    answer = (response) => response.once("close", resolve);
  });
  const patient = await startAt(stub.endpoint, { UPSTREAM_TIMEOUT_MS: NEVER });
  const client = request({ host: "127.0.0.1", port: patient.port, path: "/s3/slow", agent: false });
  client.on("error", () => undefined).end();
  while (stub.requests.length === 0) await sleep(10);
  client.destroy();
  await closed; // long before that time-out, or the test's own ends it
  await patient.logged(({ msg, level }) => msg === "Client left" && level === INFO);
  expect(patient.lines.filter((line) => line.startsWith("{") && JSON.parse(line).level > INFO)).toEqual([]);
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
    await sleep(200);
  }
  expect(before).toBeLessThan(64 * MEBIBYTE.length);
  client.destroy();
});

test("a client that pauses for longer than the time-out still gets every byte", async () => {
  const size = 96 * MEBIBYTE.length; // more than all buffers on the way hold
  answer = (response) => {
    response.writeHead(200, { "content-length": `${size}` });
    Readable.from(Array.from({ length: size / MEBIBYTE.length }, () => MEBIBYTE)).pipe(response);
  };
  const client = await service.open("/s3/large");
  await once(client, "readable");
  await sleep(3 * TIMEOUT);
  let read = 0;
  for await (const part of client) read += part.length;
  expect(read).toBe(size);
});

test("a client that does not read any more is cut after its own time-out, and the read from S3 ends", async () => {
  const started = new Promise<ReturnType<typeof endless>>((resolve) => {
    answer = (response) => resolve(endless(response));
  });
  const strict = await startAt(stub.endpoint, { UPSTREAM_TIMEOUT_MS: "200", CLIENT_TIMEOUT_MS: "1500" });
  const client = await strict.open("/s3/large");
  const cut = once(client, "error");
  await (await started).closed;
  client.resume();
  expect(`${await cut}`).toMatch(/aborted|ECONNRESET/);
  await strict.stop();
});

test("a client that waits for S3 is not cut by its own time-out", async () => {
  answer = () => undefined;
  const strict = await startAt(stub.endpoint, { UPSTREAM_TIMEOUT_MS: "1000", CLIENT_TIMEOUT_MS: "200" });
  expect((await strict.get("/s3/never")).status).toBe(504);
  await strict.stop();
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

test("S3 that sends a little now and then is waited for, for longer than the time-out in all", async () => {
  answer = (response) => slowly(response, 5, TIMEOUT / 3);
  expect((await service.get("/s3/slow")).body.length).toBe(5);
});

test("S3 that stalls once a client reads on breaks the connection after the time-out, and not before", async () => {
  const body = new Readable({ read: () => undefined });
  const broken = new Promise<number>((resolve) => {
    breakWhenIdle(body, 300).once("error", () => resolve(performance.now()));
  });
  body.pause();
  await sleep(450);
  const start = performance.now();
  body.resume();
  expect((await broken) - start).toBeGreaterThan(250);
});

test("S3 that stalls in mid-stream breaks the connection after the time-out", async () => {
  answer = (response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("a part");
  };
  await expect(service.get("/s3/stalled")).rejects.toThrow(/aborted|hang up|ECONNRESET/);
});

describe("where S3 does not answer in time", () => {
  /** The status, which must come after the time-out and long before a second attempt has another. */
  const timed = async (path: string, asked = service) => {
    const start = performance.now();
    const { status: got } = await asked.get(path);
    const took = performance.now() - start;
    expect(took).toBeGreaterThan(TIMEOUT - 50);
    expect(took).toBeLessThan(TIMEOUT + 400);
    return got;
  };

  test("fails with 504 after the time-out", async () => {
    answer = () => undefined;
    expect(await timed("/s3/never")).toBe(504);
  });

  test("fails with 504 after the time-out, an attempt that failed before included", async () => {
    answer = (response) => {
      if (stub.requests.length === 1) setTimeout(() => s3Error(response, 500, "InternalError"), TIMEOUT - 100);
    };
    expect(await timed("/s3/fails-then-never")).toBe(504);
  });

  test("fails with 504 also in the middle of an error", async () => {
    answer = (response) => {
      response.writeHead(404, { "content-type": "application/xml", "content-length": "1000" });
      response.write("<Error>");
    };
    expect(await timed("/s3/half-an-error")).toBe(504);
  });

  test("fails with 504 also before the first byte of the object, with none of its headers", async () => {
    answer = (response) => {
      response.writeHead(200, { "content-length": "1000", etag: '"1"', "cache-control": "max-age=60" });
      response.flushHeaders();
    };
    const { status: got, headers, body } = await service.get("/s3/no-first-byte");
    expect([got, JSON.parse(body.toString()).title]).toEqual([504, "Upstream time-out"]);
    expect([headers.etag, headers["cache-control"]]).toEqual([undefined, undefined]);
  });

  test("is not ready after the time-out", async () => {
    answer = () => undefined;
    const fresh = await startAt(stub.endpoint, { UPSTREAM_TIMEOUT_MS: `${TIMEOUT}` });
    expect(await timed("/readyz", fresh)).toBe(503);
    await fresh.stop();
  });
});

test("fails with 502 where S3 breaks off before the first byte of the object", async () => {
  answer = (response) => {
    response.writeHead(200, { "content-length": "1000", etag: '"1"' });
    response.flushHeaders();
    setTimeout(() => response.destroy(), 50);
  };
  const { status: got, headers } = await service.get("/s3/no-first-byte");
  expect([got, headers.etag]).toEqual([502, undefined]);
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

describe("with as many reads under way as it takes", () => {
  const MOST = 512;
  let full: Service;
  let clients: ReturnType<typeof request>[];
  beforeAll(async () => {
    answer = (response, method) => {
      if (method === "HEAD") response.end();
    };
    full = await startAt(stub.endpoint, { UPSTREAM_TIMEOUT_MS: NEVER });
    clients = Array.from({ length: MOST }, () => {
      const client = request({ host: "127.0.0.1", port: full.port, path: "/s3/never", agent: false });
      client.on("error", () => undefined).end();
      return client;
    });
    while (stub.requests.length < MOST) await sleep(10);
  });
  afterAll(() => full.stop("SIGKILL"));

  test("fails with 503 for one more, and says when to come again", async () => {
    for (const method of ["GET", "HEAD"]) {
      const { status: got, headers } = await full.get("/s3/more", { method });
      expect([got, headers["retry-after"]]).toEqual([503, "1"]);
    }
  });

  test("is still ready: it asks S3 by connections of its own", async () => {
    expect((await full.get("/readyz")).status).toBe(200);
  });

  test("takes as many again once clients have left", async () => {
    for (const client of clients) client.destroy();
    answer = (response) => response.end("x");
    await full.logged(() => full.lines.filter((line) => line.includes('"Client left"')).length === MOST);
    expect((await full.get("/s3/x")).status).toBe(200);
  });
});

test.each([
  ["found", 200, "GET"],
  ["found by HEAD", 200, "HEAD"],
  ["not found", 404, "GET"],
])("more reads than may be under way at a time, each after another: objects %s", async (_, code, method) => {
  answer = (response) => (code === 404 ? s3Error(response, 404, "NoSuchKey") : response.end("x"));
  for (let done = 0; done < 600; done += 50) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => service.get("/s3/x", { method })));
    expect([...new Set(answers.map(({ status: got }) => got))]).toEqual([code]);
  }
});

test("prints no deprecation warning", async () => {
  const fresh = await startAt(stub.endpoint);
  await fresh.stop();
  expect(fresh.lines.join("\n")).not.toMatch(/DeprecationWarning|FSTDEP/);
});

describe("SIGTERM", () => {
  test("under load lets every request under way end whole, takes no more, and exits with 0", async () => {
    const pod = await startAt(stub.endpoint);
    answer = (response) => slowly(response, 20, 50);
    const reads = Array.from({ length: 50 }, () => pod.get("/s3/slow"));
    while (stub.requests.length < 50) await sleep(10);
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
