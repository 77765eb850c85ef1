import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { faulty } from "./support/faulty";
import { s3Error } from "./support/s3-stub";
import { startAt } from "./support/service";

const s3 = faulty();
const ERROR = 50; // https://getpino.io/#/docs/api?id=loggerlevels-object
const statusOf = (answer: string) => Number(answer.split(" ", 2)[1]);

beforeEach(() => {
  s3.answer = (response) => response.end("x");
});

test("a path whose prefix is percent-encoded is no object's: no other object is read", async () => {
  for (const path of ["/%733/config.json", "/s%33/config.json", "/%2Fs3/config.json"])
    expect((await s3.service.get(path)).status).toBe(404);
  expect(s3.stub.requests).toEqual([]);
});

test.each(["http://api.example.com/s3/a/b", "HTTPS://api.example.com:8443/s3/a/b?x=1"])(
  "a request line with the whole URL %s names the same object",
  async (target) => {
    const answer = await s3.service.raw(`GET ${target} HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n\r\n`);
    expect(statusOf(answer)).toBe(200);
    expect(s3.stub.requests.map((line) => line.split("?")[0])).toEqual(["GET /objects/a/b"]);
  },
);

test("a request line with a whole URL of no object gets 404", async () => {
  for (const target of ["http://api.example.com", "http://s3/s4/x", "s3/x", "*"]) {
    const answer = await s3.service.raw(`GET ${target} HTTP/1.1\r\nHost: api.example.com\r\nConnection: close\r\n\r\n`);
    expect([400, 404]).toContain(statusOf(answer));
  }
  expect(s3.stub.requests).toEqual([]);
});

describe("what the head of a request says beside the path", () => {
  const ask = (head: string) => s3.service.raw(`${head}\r\nConnection: close\r\n\r\n`);

  test.each([
    ["no host", "GET /s3/x HTTP/1.1", 400],
    ["two hosts", "GET /s3/x HTTP/1.1\r\nHost: a\r\nhost: a", 400],
    ["no host, in HTTP/1.0", "GET /s3/x HTTP/1.0", 200],
    ["a path with #, which clients keep to themselves", "GET /s3/x#y HTTP/1.1\r\nHost: a", 400],
    ["an expectation that is not known", "GET /s3/x HTTP/1.1\r\nHost: a\r\nExpect: x", 200],
  ])("%s: the answer has an id, and errors are problem+json", async (_, head, status) => {
    const answer = await ask(head);
    expect(statusOf(answer)).toBe(status);
    expect(answer).toMatch(/\r\nx-request-id: /);
    if (status === 400) expect(answer).toMatch(/content-type: application\/problem\+json/);
  });

  test.each([
    ["Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"],
    ["Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT"],
    ["Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 GMT"],
    ["2030", undefined],
    ["Sun, 66 Nov 1994 08:49:37 GMT", undefined],
  ])("S3 is asked with the date %s where HTTP has such dates", async (text, date) => {
    let condition: string | undefined;
    s3.answer = (response) => {
      condition = response.req.headers["if-modified-since"];
      response.end("x");
    };
    await s3.service.get("/s3/x", { headers: { "if-modified-since": text } });
    expect(condition).toBe(date);
  });

  test("a range of HEAD is ignored, as HTTP has none", async () => {
    let range: string | undefined = "not asked";
    s3.answer = (response) => {
      range = response.req.headers.range;
      response.end();
    };
    await s3.service.get("/s3/x", { method: "HEAD", headers: { range: "bytes=0-1" } });
    expect(range).toBeUndefined();
  });
});

describe("a tag beyond ASCII, which no object of S3's has", () => {
  const ask = (name: string) =>
    s3.service
      .raw(`GET /s3/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${name}: "\xe9", "abc"\r\n\r\n`)
      .then(statusOf);

  test("in If-None-Match leaves the condition to the others", async () => {
    let condition: string | undefined;
    s3.answer = (response) => {
      condition = response.req.headers["if-none-match"];
      response.end("x");
    };
    expect([await ask("If-None-Match"), condition]).toEqual([200, '"?", "abc"']);
  });

  test("in If-Match does too", async () => {
    s3.answer = (response) => s3Error(response, 412, "PreconditionFailed");
    expect(await ask("If-Match")).toBe(412);
  });
});

describe("a body, which no read has", () => {
  test("is not waited for, and one that breaks off is nobody's fault: 405 comes before it", async () => {
    const caller = connect(s3.service.port, "127.0.0.1");
    caller.write("POST /s3/x HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{");
    const [answer] = await once(caller, "data");
    expect(statusOf(`${answer}`)).toBe(405);
    caller.destroy();
    await sleep(200);
    expect(s3.service.lines.filter((line) => line.startsWith("{") && JSON.parse(line).level >= ERROR)).toEqual([]);
  });

  test("is not asked for where the caller would wait for it", async () => {
    const head =
      "PUT /s3/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n";
    expect(statusOf(await s3.service.raw(head))).toBe(405);
  });

  test("of a GET is ignored", async () => {
    const twice = "GET /s3/x HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody".repeat(2);
    expect((await s3.service.raw(twice)).match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 200"]);
  });
});

test("an object's scripts do not run in a browser that shows it, and its type is its own", async () => {
  s3.answer = (response) => {
    response.writeHead(200, { "content-type": "image/svg+xml", "content-disposition": 'inline; filename="a.svg"' });
    response.end("<svg/>");
  };
  const { headers } = await s3.service.get("/s3/a.svg");
  expect(headers).toMatchObject({
    "content-type": "image/svg+xml",
    "content-disposition": 'inline; filename="a.svg"',
    "content-security-policy": "sandbox",
    "x-content-type-options": "nosniff",
  });
});

test("an object whose name for saving is beyond ASCII arrives, whole and with that name", async () => {
  const disposition = 'inline; filename="tr\u00e4ger.txt"';
  s3.answer = (response) => {
    const head = `HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-disposition: ${disposition}\r\n\r\n`;
    // raw: Node.js would not send it behind a length
    response.socket?.end(Buffer.from(response.req.method === "HEAD" ? head : `${head}hello`, "latin1"));
  };
  for (const method of ["GET", "HEAD"])
    expect((await s3.service.get("/s3/a.txt", { method })).headers).toMatchObject({
      "content-length": "5",
      "content-disposition": disposition,
    });
  expect((await s3.service.get("/s3/a.txt")).body.toString()).toBe("hello");
});

test.each([
  [undefined, "attachment"],
  ['inline; filename="a.svg"', 'attachment; filename="a.svg"'],
  ['attachment; filename="a.svg"', 'attachment; filename="a.svg"'],
])("with ATTACHMENT=true an object with Content-Disposition %s is for saving", async (stored, sent) => {
  s3.answer = (response) => {
    response.writeHead(200, stored ? { "content-disposition": stored } : {});
    response.end("x");
  };
  const service = await startAt(s3.stub.endpoint, { ATTACHMENT: "true" });
  expect((await service.get("/s3/a.svg")).headers["content-disposition"]).toBe(sent);
  await service.stop();
});

test.each([
  ["no key", "/s3/", 400, undefined],
  ["no such object", "/s3/x", 404, () => "NoSuchKey"],
  ["a failed condition", "/s3/x", 412, () => "PreconditionFailed"],
  ["a fault of S3's", "/s3/x", 502, () => "InternalError"],
])("%s is kept by no cache", async (_, path, status, code) => {
  s3.answer = (response) => {
    response.setHeader("cache-control", "max-age=60");
    s3Error(response, status === 502 ? 500 : status, code?.() ?? "");
  };
  const { status: got, headers } = await s3.service.get(path);
  expect([got, headers["cache-control"]]).toEqual([status, "no-store"]);
});

describe("what is no request", () => {
  test.each([
    ["other than HTTP", "hello\r\n\r\n", 400],
    ["a head of over 16 KiB", `GET /s3/x HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(17_000)}\r\n\r\n`, 431],
  ])("%s gets problem+json", async (_, bytes, status) => {
    const answer = await s3.service.raw(bytes);
    expect(statusOf(answer)).toBe(status);
    expect(answer).toMatch(/content-type: application\/problem\+json\r\ncache-control: no-store\r\n/);
    expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "").status).toBe(status);
  });

  test("a head that does not come whole is waited for as long as is set, and no longer", async () => {
    const service = await startAt(s3.stub.endpoint, { HEADER_TIMEOUT_MS: "500" });
    const began = performance.now();
    expect(statusOf(await service.raw("GET /s3/x HTTP/1.1\r\nHo", { quiet: 15_000 }))).toBe(408);
    expect(performance.now() - began).toBeLessThan(5_000);
    await service.stop();
  });
});
