import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { BUCKET, type Service, startAt } from "./support/service";

const endpoint = process.env.S3_ENDPOINT ?? "";
const s3 = new S3Client({
  endpoint,
  region: "us-east-1",
  forcePathStyle: true,
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
});
const put = (Key: string, Body: string | Buffer, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));

let service: Service;
beforeAll(async () => {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await put("config.json", '{"a":1}', { ContentType: "application/json", CacheControl: "max-age=60" });
  await put("letters", "abcdefghij");
  service = await startAt(endpoint);
});
afterAll(async () => {
  s3.destroy();
  await service.stop();
});

test("GET streams the object with its type, length, tag and date", async () => {
  const { status, headers, body } = await service.get("/s3/config.json");
  expect([status, body.toString()]).toEqual([200, '{"a":1}']);
  expect(headers).toMatchObject({
    "content-type": "application/json",
    "content-length": "7",
    etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
    "last-modified": expect.stringMatching(/GMT$/),
    "cache-control": "max-age=60",
    "x-content-type-options": "nosniff",
  });
});

test("HEAD says the same of the object and sends nothing of it", async () => {
  const [got, head] = [await service.get("/s3/config.json"), await service.get("/s3/config.json", { method: "HEAD" })];
  const said = ({ "x-request-id": _, date: __, connection: ___, ...headers }: Record<string, unknown>) => headers;
  expect([head.status, head.body.length]).toEqual([200, 0]);
  expect(said(head.headers)).toEqual(said(got.headers));
});

test.each([
  ["with slashes", "a/b/c.txt", "a/b/c.txt"],
  ["with an encoded slash", "d/e", "d%2Fe"],
  ["with spaces and plus signs", "a b+c", "a%20b+c"],
  ["of another script", "データ/träger.txt", encodeURI("データ/träger.txt")],
  ["with what URLs give a meaning", "what?#100%&=;", "what%3F%23100%25%26%3D%3B"],
  ["with an empty segment", "x//y", "x//y"],
  ["with a slash at its end", "folder/", "folder/"],
  ["with dots that are no segment", "..a/b..", "..a/b.."],
  ["with an emoji", "🦉", encodeURIComponent("🦉")],
  ["of 1,024 bytes", "é".repeat(512), encodeURIComponent("é".repeat(512))],
])("a key %s is the object's", async (_, key, path) => {
  await put(key, `of ${key}`);
  const { status, body } = await service.get(`/s3/${path}`);
  expect([status, body.toString()]).toEqual([200, `of ${key}`]);
});

test("a query is no part of the key", async () => {
  expect((await service.get("/s3/letters?versionId=../x")).status).toBe(200);
});

test.each([
  ["no key", "/s3/"],
  ["a segment ..", "/s3/a/../b"],
  ["an encoded segment ..", "/s3/%2e%2e/b"],
  ["a segment .", "/s3/./b"],
  ["NUL", "/s3/a%00b"],
  ["bytes that are not UTF-8", "/s3/%ff"],
  ["half an encoding", "/s3/%e"],
  ["fewer characters, but over 1,024 bytes", `/s3/${encodeURIComponent("é".repeat(513))}`],
  ["over 1,024 bytes", `/s3/${"k".repeat(1025)}`],
])("fails with 400 for %s, as problem+json with the request's id", async (_, path) => {
  const { status, headers, body } = await service.get(path);
  const problem = JSON.parse(body.toString());
  expect([status, headers["content-type"]]).toEqual([400, expect.stringMatching(/^application\/problem\+json/)]);
  expect(problem).toMatchObject({ status: 400, requestId: headers["x-request-id"] });
});

test("fails with 404 for an object that is not there, without naming the bucket", async () => {
  const { status, body } = await service.get("/s3/nowhere");
  expect([status, JSON.parse(body.toString()).title]).toEqual([404, "No such object"]);
  expect(body.toString()).not.toContain(BUCKET);
  expect((await service.get("/s3/nowhere", { method: "HEAD" })).status).toBe(404);
});

describe("ranges", () => {
  const range = (value: string, more: object = {}) =>
    service.get("/s3/letters", { headers: { range: value, ...more } });

  test.each([
    ["bytes=2-4", "cde", "bytes 2-4/10"],
    ["bytes=7-", "hij", "bytes 7-9/10"],
    ["bytes=-2", "ij", "bytes 8-9/10"],
  ])("%s gives 206 and just that", async (value, letters, content) => {
    const { status, headers, body } = await range(value);
    expect([status, body.toString(), headers["content-range"]]).toEqual([206, letters, content]);
    expect(headers["content-length"]).toBe(`${letters.length}`);
  });

  test("fails with 416 outside the object", async () => {
    expect((await range("bytes=50-60")).status).toBe(416);
  });

  test.each(["bytes=0-1,4-5", "lines=1-2", "nonsense"])("%s is ignored", async (value) => {
    const { status, body } = await range(value);
    expect([status, body.toString()]).toEqual([200, "abcdefghij"]);
  });

  test("a range tied to a validator is ignored, so that no mixture comes out", async () => {
    expect((await range("bytes=2-4", { "if-range": '"another"' })).status).toBe(200);
  });
});

describe("conditions", () => {
  const FUTURE = "Fri, 01 Jan 2100 00:00:00 GMT";
  const PAST = "Sat, 01 Jan 2000 00:00:00 GMT";
  const asked = async (headers: Record<string, string>) => (await service.get("/s3/letters", { headers })).status;
  const tag = async () => `${(await service.get("/s3/letters", { method: "HEAD" })).headers.etag}`;

  test("If-None-Match gives 304 with the tag and nothing else, or the object", async () => {
    const etag = await tag();
    const same = await service.get("/s3/letters", { headers: { "if-none-match": etag } });
    expect([same.status, same.body.length, same.headers["content-type"]]).toEqual([304, 0, undefined]);
    expect(await asked({ "if-none-match": '"another"' })).toBe(200);
  });

  test("If-Modified-Since gives 304 or the object", async () => {
    expect(await asked({ "if-modified-since": FUTURE })).toBe(304);
    expect(await asked({ "if-modified-since": PAST })).toBe(200);
  });

  test("If-Match gives the object or 412", async () => {
    expect(await asked({ "if-match": await tag() })).toBe(200);
    expect(await asked({ "if-match": '"another"' })).toBe(412);
  });

  test("If-Unmodified-Since gives the object or 412", async () => {
    expect(await asked({ "if-unmodified-since": FUTURE })).toBe(200);
    expect(await asked({ "if-unmodified-since": PAST })).toBe(412);
  });

  test("a date that cannot be read is ignored", async () => {
    expect(await asked({ "if-modified-since": "yesterday" })).toBe(200);
  });
});

test.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])(
  "fails with 405 for %s, naming what is allowed",
  async (method) => {
    for (const path of ["/s3/letters", "/healthz", "/readyz", "/healthz?x=1", "/readyz?x=1"]) {
      const { status, headers } = await service.get(path, { method });
      expect([status, headers.allow]).toEqual([405, "GET, HEAD"]);
    }
  },
);

test("fails with 404 for a path that is none", async () => {
  const { status, body } = await service.get("/elsewhere");
  expect([status, JSON.parse(body.toString()).status]).toEqual([404, 404]);
});

test("200 reads at a time all get their own object", async () => {
  await Promise.all(Array.from({ length: 20 }, (_, index) => put(`many/${index}`, `${index}-`.repeat(20_000))));
  const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => service.get(`/s3/many/${index % 20}`)));
  answers.forEach(({ status, body }, index) => {
    expect(status).toBe(200);
    expect(body.toString()).toBe(`${index % 20}-`.repeat(20_000));
  });
});

test("fails with 502 where the bucket does not exist", async () => {
  const astray = await startAt(endpoint, { BUCKET_NAME: "no-such-bucket" });
  expect(JSON.parse((await astray.get("/s3/x")).body.toString())).toMatchObject({ status: 502, title: "No bucket" });
  await astray.stop();
});
