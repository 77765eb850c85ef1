import { once } from "node:events";
import { Agent } from "node:http";
import { S3Client } from "@aws-sdk/client-s3";
import type { RetryStrategyV2 } from "@smithy/types";
import { endpointOf } from "../src/upstream/endpoint";
import { HttpStore } from "../src/upstream/http";
import { SdkStore } from "../src/upstream/sdk";
import type { ObjectStore } from "../src/upstream/store";
import { S3Stub, s3Error } from "./support/s3-stub";
import { BUCKET, startAt } from "./support/service";
import { signatureOf } from "./support/signature";

const SECRET = "a-secret-of-the-test";
const credentials = { accessKeyId: "test", secretAccessKey: SECRET, sessionToken: "a-token" };
const never = new AbortController().signal;
const agent = new Agent({ keepAlive: true });
afterAll(() => agent.destroy());

const clientAt = (endpoint: string) =>
  new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials, maxAttempts: 1 });

async function httpStore(at: string): Promise<ObjectStore> {
  const s3 = clientAt(at);
  const endpoint = await endpointOf(s3, BUCKET);
  if (!endpoint) throw new Error("found no endpoint");
  return new HttpStore({
    endpoint,
    agent,
    connectionTimeout: 1_000,
    credentials: s3.config.credentials,
    retryStrategy: (await s3.config.retryStrategy()) as RetryStrategyV2,
  });
}

const STORES: [string, (endpoint: string) => Promise<ObjectStore>][] = [
  ["requests signed here", httpStore],
  ["the SDK's client", async (endpoint) => new SdkStore(clientAt(endpoint), BUCKET)],
];

describe.each(STORES)("a bucket read by %s", (_, storeAt) => {
  test("hands on a range, conditions and the caller's trace, and gives S3's headers as they are", async () => {
    let asked: Record<string, unknown> = {};
    const stub = await S3Stub.start((request, response) => {
      asked = request.headers;
      response.writeHead(206, { "content-range": "bytes 0-1/10", "x-amz-meta-owner": "payroll" });
      response.end("ab");
    });
    const headers = {
      range: "bytes=0-1",
      "if-match": '"1"',
      "if-unmodified-since": "Fri, 01 Jan 2100 00:00:00 GMT",
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      tracestate: "vendor=1",
    };
    const store = await storeAt(stub.endpoint);
    const { status, headers: answered, body } = await store.read("GET", "letters", headers, never);
    body?.resume();
    expect(asked).toMatchObject(headers);
    expect([status, answered["content-range"], answered["x-amz-meta-owner"]]).toEqual([206, "bytes 0-1/10", "payroll"]);
    await stub.stop();
  });

  test.each([
    ["plain", "a/b/c.txt", "a/b/c.txt"],
    ["with all that S3 wants encoded", "!'()* +&=;:@$,?#%", "%21%27%28%29%2A%20%2B%26%3D%3B%3A%40%24%2C%3F%23%25"],
    ["with what stays as it is", "AZaz09-._~", "AZaz09-._~"],
    ["with empty segments", "a//b/", "a//b/"],
    ["of other scripts", "träger/🦉", "tr%C3%A4ger/%F0%9F%A6%89"],
    ["with a line break", "a\nb", "a%0Ab"],
  ])("asks for a key %s by the path that S3 signs as well", async (__, key, path) => {
    const seen: { url: string; own: string; expected: string }[] = [];
    const stub = await S3Stub.start((request, response) => {
      const own = /Signature=(\w+)/.exec(`${request.headers.authorization}`)?.[1] ?? "";
      seen.push({ url: `${request.url}`.split("?")[0] ?? "", own, expected: signatureOf(request, SECRET) });
      response.end();
    });
    const store = await storeAt(stub.endpoint);
    (await store.read("GET", key, { range: "bytes=0-1" }, never)).body?.resume();
    expect(seen).toHaveLength(1);
    expect(seen[0]?.url).toBe(`/${BUCKET}/${path}`);
    expect(seen[0]?.own).toBe(seen[0]?.expected);
    await stub.stop();
  });

  test.each([
    [304, "", "not modified"],
    [403, "AccessDenied", "denied"],
    [403, "InvalidObjectState", "archived"],
    [403, "ExpiredToken", "no credentials"],
    [403, "RequestTimeTooSkewed", "clock skewed"],
    [404, "NoSuchKey", "no object"],
    [404, "NoSuchBucket", "no bucket"],
    [400, "AuthorizationHeaderMalformed", "wrong region"],
    [400, "InvalidRequest", "refused"],
    [412, "PreconditionFailed", "precondition failed"],
    [416, "InvalidRange", "range not satisfiable"],
    [503, "SlowDown", "throttled"],
    [500, "InternalError", "failed"],
  ])("throws for %i %s that it is %s", async (status, code, fault) => {
    const stub = await S3Stub.start((___, response) => {
      response.setHeader("x-amz-request-id", "4442587FB7D0A2F9");
      if (code) s3Error(response, status, code);
      else response.writeHead(status).end();
    });
    const reading = (await storeAt(stub.endpoint)).read("GET", "x", {}, never);
    await expect(reading).rejects.toMatchObject({ fault, status, requestId: "4442587FB7D0A2F9" });
    await stub.stop();
  });

  test("gives its connection back after a 200 that the SDK cannot read", async () => {
    const open = new Set<unknown>();
    const stub = await S3Stub.start(({ socket }, response) => {
      open.add(socket);
      socket.once("close", () => open.delete(socket));
      response.writeHead(200, { "last-modified": "yesterday" }).end(Buffer.alloc(500_000));
    });
    const store = await storeAt(stub.endpoint);
    for (let read = 0; read < 5; read++)
      await store.read("GET", "x", {}, never).then(
        ({ body }) => body && once(body.resume(), "close"),
        () => undefined,
      );
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(open.size).toBeLessThan(2);
    await stub.stop();
  });

  test("ends the request with the reason for which it is not wanted any more", async () => {
    const stub = await S3Stub.start(() => undefined);
    const end = new AbortController();
    const reading = (await storeAt(stub.endpoint)).read("GET", "x", {}, end.signal);
    while (stub.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    end.abort(new Error("not wanted"));
    await expect(reading).rejects.toThrow("not wanted");
    await stub.stop();
  });
});

describe("the endpoint of", () => {
  const at = (bucket: string, options: object = {}) =>
    endpointOf(new S3Client({ region: "us-east-1", ...options }), bucket).then(
      (found) => found && [found.url.href, found.signingRegion, found.signingName],
    );

  test.each([
    ["a bucket", "demo", {}, ["https://demo.s3.us-east-1.amazonaws.com/", "us-east-1", "s3"]],
    ["a bucket with dots", "my.demo", {}, ["https://s3.us-east-1.amazonaws.com/my.demo", "us-east-1", "s3"]],
    [
      "a bucket in FIPS regions",
      "demo",
      { region: "us-gov-west-1", useFipsEndpoint: true },
      ["https://demo.s3-fips.us-gov-west-1.amazonaws.com/", "us-gov-west-1", "s3"],
    ],
    [
      "an S3-compatible server below a path",
      "demo",
      { endpoint: "http://127.0.0.1:5555/s3", forcePathStyle: true },
      ["http://127.0.0.1:5555/s3/demo", "us-east-1", "s3"],
    ],
    [
      "an access point in its region",
      "arn:aws:s3:us-east-1:123456789012:accesspoint/ap",
      {},
      ["https://ap-123456789012.s3-accesspoint.us-east-1.amazonaws.com/", "us-east-1", "s3"],
    ],
    [
      "an object lambda",
      "arn:aws:s3-object-lambda:us-east-1:123456789012:accesspoint/ol",
      {},
      ["https://ol-123456789012.s3-object-lambda.us-east-1.amazonaws.com/", "us-east-1", "s3-object-lambda"],
    ],
  ])("%s is the one by the SDK's rules", async (_, bucket, options, expected) => {
    expect(await at(bucket, options)).toEqual(expected);
  });

  test.each([
    ["a directory bucket", "demo--use1-az4--x-s3"],
    ["a multi-region access point", "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap"],
    [
      "an access point of Outposts",
      "arn:aws:s3-outposts:us-east-1:123456789012:outpost/op-01234567890123456/accesspoint/ap",
    ],
  ])("%s is left to the SDK's client", async (_, bucket) => {
    expect(await at(bucket)).toBeUndefined();
  });
});

test("a directory bucket is read in a session, by the SDK's client", async () => {
  const session = `<CreateSessionResult><Credentials><SessionToken>of-the-session</SessionToken>
    <SecretAccessKey>secret</SecretAccessKey><AccessKeyId>key</AccessKeyId>
    <Expiration>2100-01-01T00:00:00Z</Expiration></Credentials></CreateSessionResult>`;
  const tokens: unknown[] = [];
  const stub = await S3Stub.start(({ url = "", headers }, response) => {
    if (url.includes("?session")) return response.end(session);
    tokens.push(headers["x-amz-s3session-token"]);
    response.end("x");
  });
  const service = await startAt(stub.endpoint, { BUCKET_NAME: "demo--use1-az4--x-s3" });
  expect((await service.get("/s3/x")).body.toString()).toBe("x");
  expect(tokens).toEqual(["of-the-session"]);
  await service.stop();
  await stub.stop();
});

test("a multi-region access point is asked with a signature of version 4A", async () => {
  const s3 = new S3Client({ region: "us-east-1", credentials, maxAttempts: 1 });
  let authorization = "";
  s3.config.requestHandler.handle = async ({ headers }) => {
    authorization = headers.authorization ?? "";
    throw new Error("not sent");
  };
  const store = new SdkStore(s3, "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap");
  await expect(store.read("GET", "x", {}, never)).rejects.toThrow("not sent");
  expect(authorization).toMatch(/^AWS4-ECDSA-P256-SHA256 /);
});
