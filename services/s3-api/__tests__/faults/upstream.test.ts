import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { breakWhenIdle } from "../../src/http/flow";
import { faulty } from "../support/faulty";
import { S3Stub, s3Error } from "../support/s3-stub";
import { startAt } from "../support/service";
import { slowly } from "../support/streams";

const TIMEOUT = 600;
const s3 = faulty({ UPSTREAM_TIMEOUT_MS: `${TIMEOUT}` });

test("a fault in mid-stream breaks the connection, so that nobody takes a part for the whole", async () => {
  s3.answer = (response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("a part");
    setTimeout(() => response.destroy(), 50);
  };
  await expect(s3.service.get("/s3/cut")).rejects.toThrow(/aborted|hang up|ECONNRESET/);
});

test("a fault in mid-stream breaks the connection also where the length is not known", async () => {
  s3.answer = (response) => {
    response.writeHead(200, { "transfer-encoding": "chunked" });
    response.write("a part");
    setTimeout(() => response.destroy(), 50);
  };
  await expect(s3.service.get("/s3/cut")).rejects.toThrow(/aborted|hang up|ECONNRESET/);
});

test("S3 that sends a little now and then is waited for, for longer than the time-out in all", async () => {
  s3.answer = (response) => slowly(response, 5, TIMEOUT / 3);
  expect((await s3.service.get("/s3/slow")).body.length).toBe(5);
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
  s3.answer = (response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("a part");
  };
  await expect(s3.service.get("/s3/stalled")).rejects.toThrow(/aborted|hang up|ECONNRESET/);
});

describe("where S3 does not answer in time", () => {
  /** The status, which must come after the time-out and long before a second attempt has another. */
  const timed = async (path: string, asked = s3.service) => {
    const start = performance.now();
    const { status: got } = await asked.get(path);
    const took = performance.now() - start;
    expect(took).toBeGreaterThan(TIMEOUT - 50);
    expect(took).toBeLessThan(TIMEOUT + 400);
    return got;
  };

  test("fails with 504 after the time-out", async () => {
    s3.answer = () => undefined;
    expect(await timed("/s3/never")).toBe(504);
  });

  test("fails with 504 after the time-out, an attempt that failed before included", async () => {
    s3.answer = (response) => {
      if (s3.stub.requests.length === 1) setTimeout(() => s3Error(response, 500, "InternalError"), TIMEOUT - 100);
    };
    expect(await timed("/s3/fails-then-never")).toBe(504);
  });

  test("fails with 504 also in the middle of an error", async () => {
    s3.answer = (response) => {
      response.writeHead(404, { "content-type": "application/xml", "content-length": "1000" });
      response.write("<Error>");
    };
    expect(await timed("/s3/half-an-error")).toBe(504);
  });

  test("fails with 504 also before the first byte of the object, with none of its headers", async () => {
    s3.answer = (response) => {
      response.writeHead(200, { "content-length": "1000", etag: '"1"', "cache-control": "max-age=60" });
      response.flushHeaders();
    };
    const { status: got, headers, body } = await s3.service.get("/s3/no-first-byte");
    expect([got, JSON.parse(body.toString()).title]).toEqual([504, "Upstream time-out"]);
    expect([headers.etag, headers["cache-control"]]).toEqual([undefined, "no-store"]);
  });
});

test("fails with 502 where S3 breaks off before the first byte of the object", async () => {
  s3.answer = (response) => {
    response.writeHead(200, { "content-length": "1000", etag: '"1"' });
    response.flushHeaders();
    setTimeout(() => response.destroy(), 50);
  };
  const { status: got, headers } = await s3.service.get("/s3/no-first-byte");
  expect([got, headers.etag]).toEqual([502, undefined]);
});

test("fails with 502 where S3 fails, and says nothing of it to the caller", async () => {
  s3.answer = (response) => s3Error(response, 500, "InternalError");
  const { status: got, body } = await s3.service.get("/s3/broken");
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
