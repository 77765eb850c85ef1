import { S3Client } from "@aws-sdk/client-s3";
import { SdkStore } from "../src/upstream/sdk";
import type { ObjectStore } from "../src/upstream/store";
import { S3Stub } from "./support/s3-stub";
import { BUCKET } from "./support/service";

const credentials = { accessKeyId: "test", secretAccessKey: "a-secret-of-the-test" };
const never = new AbortController().signal;
const STORES: [string, (endpoint: string) => ObjectStore][] = [
  [
    "the SDK's client",
    (endpoint) =>
      new SdkStore(new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials }), BUCKET),
  ],
];

describe.each(STORES)("%s", (_, storeAt) => {
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
    const { status, headers: answered, body } = await storeAt(stub.endpoint).read("GET", "letters", headers, never);
    body?.resume();
    expect(asked).toMatchObject(headers);
    expect([status, answered["content-range"], answered["x-amz-meta-owner"]]).toEqual([206, "bytes 0-1/10", "payroll"]);
    await stub.stop();
  });
});
