import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { S3Stub, s3Error } from "./support/s3-stub";
import { BUCKET, Service, startAt } from "./support/service";

let stub: S3Stub;
let service: Service;
let answer: (response: ServerResponse, request: IncomingMessage) => void;

beforeAll(async () => {
  stub = await S3Stub.start((request, response) => answer(response, request));
  service = await startAt(stub.endpoint);
});
afterAll(async () => {
  await service.stop();
  await stub.stop();
});
beforeEach(() => {
  stub.requests.length = 0;
});

const asked = async (path: string, method = "GET") => {
  const { status, headers, body } = await service.get(path, { method });
  const { title } = body.length > 0 ? JSON.parse(body.toString()) : { title: undefined };
  return { status, title, headers };
};

/** What the log has of the last request's error. */
const reasonOf = async (title: string) => {
  const { err } = await service.logged(({ msg }) => msg === title);
  return (err as { message: string }).message;
};

describe("where S3 takes fewer requests", () => {
  test.each([
    ["503 SlowDown", 503, "SlowDown"],
    ["429", 429, "TooManyRequests"],
  ])("fails with 503 and Retry-After for %s, after as many attempts as the SDK makes", async (_, status, code) => {
    answer = (response) => s3Error(response, status, code);
    const { headers, ...got } = await asked("/s3/x");
    expect(got).toEqual({ status: 503, title: "Slow down" });
    expect(headers["retry-after"]).toMatch(/^\d+$/);
    expect(stub.requests.length).toBe(3);
  });

  test("hands on how long S3 asks to wait", async () => {
    answer = (response) => {
      response.setHeader("retry-after", "7");
      s3Error(response, 503, "SlowDown");
    };
    expect((await asked("/s3/x")).headers["retry-after"]).toBe("7");
  });

  test("reads the object once S3 takes more again", async () => {
    answer = (response) => (stub.requests.length < 3 ? s3Error(response, 503, "SlowDown") : response.end("x"));
    expect((await service.get("/s3/x")).body.toString()).toBe("x");
  });
});

describe("where the bucket is in another region", () => {
  const body = "<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>";
  const malformed =
    "<Error><Code>AuthorizationHeaderMalformed</Code><Message>m</Message><Region>eu-west-1</Region></Error>";
  test.each([
    ["301", 301, { "x-amz-bucket-region": "eu-west-1" }, body, "GET"],
    ["301 to HEAD", 301, { "x-amz-bucket-region": "eu-west-1" }, "", "HEAD"],
    ["307", 307, { location: "https://objects.s3.eu-west-1.amazonaws.com/x" }, body, "GET"],
    ["400 with the region in its body", 400, {}, malformed, "GET"],
    ["400 to HEAD", 400, { "x-amz-bucket-region": "eu-west-1" }, "", "HEAD"],
  ])(
    "fails with 502 for %s, asks no other and says to look at AWS_REGION",
    async (_, status, headers, text, method) => {
      answer = (response) => response.writeHead(status, headers as Record<string, string>).end(text);
      const own = await startAt(stub.endpoint);
      const got = await own.get("/s3/x", { method });
      expect([got.status, stub.requests.length]).toEqual([502, 1]);
      if (method === "GET") expect(JSON.parse(got.body.toString()).detail).toContain("AWS_REGION");
      await own.logged(({ msg }) => msg === "Wrong region");
      if (status !== 307) expect(own.lines.join("\n")).toContain("asked us-east-1, the bucket is in eu-west-1");
      await own.stop();
    },
  );

  test("a denial that names the bucket's region is still a denial", async () => {
    answer = (response) => {
      response.setHeader("x-amz-bucket-region", "eu-west-1");
      s3Error(response, 403, "AccessDenied");
    };
    expect((await asked("/s3/x")).status).toBe(403);
  });
});

test.each([
  ["a web identity", { AWS_ROLE_ARN: "arn:aws:iam::222222222222:role/r", AWS_WEB_IDENTITY_TOKEN_FILE: "/no/token" }],
  [
    "a container",
    {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1:1/v1/credentials",
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/no/token",
    },
  ],
])("fails with 502 where the token file of %s is not there, and the log names it", async (_, env) => {
  answer = (response) => response.end("x");
  const pod = await Service.start({ BUCKET_NAME: BUCKET, AWS_ENDPOINT_URL: stub.endpoint, ...env });
  const { status, body } = await pod.get("/s3/x");
  expect([status, JSON.parse(body.toString()).title]).toEqual([502, "No credentials"]);
  expect(body.toString()).not.toContain("/no/token");
  await pod.logged(({ msg, err }) => msg === "No credentials" && JSON.stringify(err).includes("/no/token"));
  await pod.stop();
});

test.each([
  ["HTML", "text/html", "<html><body><h1>500 Internal Server Error</h1></body></html>"],
  ["nothing", "text/plain", ""],
  ["broken XML", "application/xml", "<Error><Code>Internal"],
])("fails with 502 for a 500 that is %s, which is no fault of credentials", async (_, type, text) => {
  answer = (response) => response.writeHead(500, { "content-type": type }).end(text);
  expect(await asked("/s3/x")).toMatchObject({ status: 502, title: "Upstream fault" });
});

test("cuts an error that does not end", async () => {
  answer = (response) => {
    response.writeHead(404, { "content-type": "application/xml" });
    const more = () => void (response.writable && response.write(Buffer.alloc(16_384, "x")) && setImmediate(more));
    response.on("drain", more);
    more();
  };
  expect((await asked("/s3/x")).status).toBe(404);
});

test("fails with 409 for an archived object, which no policy changes", async () => {
  answer = (response) => s3Error(response, 403, "InvalidObjectState");
  expect(await asked("/s3/x")).toMatchObject({ status: 409, title: "Archived" });
});

test("fails with 502 for what S3 refuses, without advice to try again, and the log has S3's reason", async () => {
  answer = (response) => s3Error(response, 400, "InvalidRequest");
  const { body } = await service.get("/s3/x");
  expect(JSON.parse(body.toString())).toMatchObject({ status: 502, title: "Refused by S3" });
  expect(body.toString()).not.toContain("again.");
  expect(await reasonOf("Refused by S3")).toContain("InvalidRequest");
  expect(stub.requests.length).toBe(1);
});

describe("a clock that is off", () => {
  const AHEAD = 2 * 60 * 60 * 1000;
  /** S3's clock, as its Date header gives it: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
  const strict = (response: ServerResponse, { method, headers }: IncomingMessage) => {
    const there = Date.now() + AHEAD;
    response.setHeader("date", new Date(there).toUTCString());
    const [, y, mo, d, h, mi, s] = /^(....)(..)(..)T(..)(..)(..)Z$/.exec(`${headers["x-amz-date"]}`) ?? [];
    if (Math.abs(Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`) - there) < 15 * 60 * 1000) return response.end("x");
    if (method === "HEAD") return response.writeHead(403).end();
    return s3Error(response, 403, "RequestTimeTooSkewed");
  };

  test.each(["GET", "HEAD"])("is corrected by S3's, and stays so: %s", async (method) => {
    answer = strict;
    const pod = await startAt(stub.endpoint);
    expect((await pod.get("/s3/x", { method })).status).toBe(200);
    expect(stub.requests.length).toBe(2);
    expect((await pod.get("/s3/x", { method })).status).toBe(200);
    expect(stub.requests.length).toBe(3);
    await pod.stop();
  });

  test("fails with 502 where that does not help, after one more attempt", async () => {
    answer = (response) => {
      response.setHeader("date", new Date(Date.now() + AHEAD).toUTCString());
      s3Error(response, 403, "RequestTimeTooSkewed");
    };
    const pod = await startAt(stub.endpoint);
    const { status, body } = await pod.get("/s3/x");
    expect([status, JSON.parse(body.toString()).title]).toEqual([502, "Clock skew"]);
    expect(stub.requests.length).toBe(2);
    await pod.stop();
  });
});

describe("retries", () => {
  test.each([
    ["500", (response: ServerResponse) => s3Error(response, 500, "InternalError")],
    ["503", (response: ServerResponse) => s3Error(response, 503, "ServiceUnavailable")],
    ["a reset before the first byte", (response: ServerResponse) => response.destroy()],
    [
      "an error cut short",
      (response: ServerResponse) => {
        response.writeHead(500, { "content-length": "1000" });
        response.write("<Error>");
        setTimeout(() => response.destroy(), 20);
      },
    ],
  ])("come after %s, and read the object", async (_, fails) => {
    answer = (response) => (stub.requests.length === 1 ? void fails(response) : response.end("x"));
    expect((await service.get("/s3/x")).body.toString()).toBe("x");
    expect(stub.requests.length).toBe(2);
  });

  test.each([400, 403, 404, 412])("do not come after %i", async (status) => {
    answer = (response) => s3Error(response, status, "NoMatter");
    await service.get("/s3/x");
    expect(stub.requests.filter((line) => line.startsWith("GET"))).toHaveLength(1); // STS is asked who was denied
  });

  test("are as few as AWS_MAX_ATTEMPTS says", async () => {
    answer = (response) => s3Error(response, 500, "InternalError");
    const once = await startAt(stub.endpoint, { AWS_MAX_ATTEMPTS: "1" });
    expect((await once.get("/s3/x")).status).toBe(502);
    expect(stub.requests.length).toBe(1);
    await once.stop();
  });
});

describe("connections to S3", () => {
  const open = new Set<unknown>();
  /** The service by itself, and the connections that it holds open while S3 answers so. */
  const heldAfter = async (reads: number, method: string, answers: (response: ServerResponse) => void) => {
    open.clear();
    answer = (response, { socket }) => {
      if (!open.has(socket)) socket.once("close", () => open.delete(socket));
      open.add(socket);
      answers(response);
    };
    const pod = await startAt(stub.endpoint);
    for (let read = 0; read < reads; read++) await pod.get("/s3/x", { method }).catch(() => undefined);
    await sleep(50);
    const held = open.size;
    await pod.stop();
    return held;
  };

  test.each([
    ["a date that is none", { "last-modified": "yesterday" }],
    ["a count that is none", { "x-amz-missing-meta": "some" }],
    ["a length with a type that is none", { "content-type": "", etag: "" }],
  ])("are free again after a 200 with %s", async (_, headers) => {
    const ends = (response: ServerResponse) => response.writeHead(200, headers).end(Buffer.alloc(500_000));
    expect(await heldAfter(10, "GET", ends)).toBeLessThan(2);
  });

  test.each([
    ["200 to HEAD", "HEAD", (response: ServerResponse) => response.writeHead(200, { "content-length": "500" }).end()],
    ["404", "GET", (response: ServerResponse) => s3Error(response, 404, "NoSuchKey")],
    ["304", "GET", (response: ServerResponse) => response.writeHead(304).end()],
    ["an object", "GET", (response: ServerResponse) => response.end(Buffer.alloc(500_000))],
  ])("are used again after %s", async (_, method, answers) => {
    expect(await heldAfter(10, method, answers)).toBe(1);
  });

  test("end where the client leaves before S3 answers", async () => {
    let closed: Promise<unknown> | undefined;
    answer = (response) => {
      closed = once(response, "close");
    };
    const client = service.open("/s3/x");
    client.catch(() => undefined);
    while (!closed) await sleep(10);
    expect(stub.requests.length).toBe(1);
    await service.stop("SIGKILL");
    await closed;
    service = await startAt(stub.endpoint);
  });
});
