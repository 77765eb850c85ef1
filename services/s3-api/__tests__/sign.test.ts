import { createHash, createHmac } from "node:crypto";
import { HttpRequest } from "@smithy/core/transport";
import { SignatureV4 } from "@smithy/signature-v4";
import type { AwsCredentialIdentity, SourceData } from "@smithy/types";
import { Signer } from "../src/upstream/sign";
import type { ReadHeaders } from "../src/upstream/store";

const HOST = "objects.s3.eu-central-1.amazonaws.com";
const TRACE = ["traceparent", "tracestate"];

/** Node.js's own, for the SDK's signer. */
class Sha256 {
  private readonly hash;
  constructor(secret?: SourceData) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", Buffer.from(secret as string));
  }
  update(data: Uint8Array): void {
    this.hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {}
}

const ONE: AwsCredentialIdentity = { accessKeyId: "AKIAONE", secretAccessKey: "of/one+" };
const OTHER: AwsCredentialIdentity = { accessKeyId: "ASIAOTHER", secretAccessKey: "of-other", sessionToken: "token==" };
const NOON = new Date("2026-11-27T12:00:00.123Z");
const NEXT_DAY = new Date("2026-11-28T00:00:00Z");

let current = ONE;
const region = "eu-central-1";
const signer = new Signer({ credentials: async () => current, host: HOST, region, service: "s3" });

const authorizationOf = async (method: string, path: string, headers: ReadHeaders, date: Date) => {
  const signed = await signer.sign(method, path, headers, date);
  return signed[signed.indexOf("authorization") + 1];
};

/** What the SDK's signer makes of the same. */
async function expected(method: string, path: string, headers: ReadHeaders, date: Date): Promise<unknown> {
  const hash = createHash("sha256").digest("hex");
  const signature = new SignatureV4({
    credentials: current,
    region,
    service: "s3",
    sha256: Sha256,
    uriEscapePath: false,
  });
  const request = new HttpRequest({ method, path, headers: { host: HOST, "x-amz-content-sha256": hash, ...headers } });
  return (await signature.sign(request, { signingDate: date, unsignableHeaders: new Set(TRACE) })).headers
    .authorization;
}

test.each([
  ["a read", "GET", "/config.json", {}],
  ["HEAD", "HEAD", "/config.json", {}],
  ["an encoded key", "GET", "/tr%C3%A4ger/%F0%9F%A6%89%2A", {}],
  ["a range", "GET", "/a", { range: "bytes=0-1" }],
  [
    "all conditions, in which several blanks are one",
    "GET",
    "/a",
    {
      "if-unmodified-since": "Fri, 01 Jan 2100 00:00:00 GMT",
      "if-none-match": '"a  b", \t"c" ',
      "if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT",
      "if-match": " *",
    },
  ],
  ["a trace, which is not signed", "GET", "/a", { traceparent: "00-1-2-01", tracestate: "vendor=1" }],
])("signs %s as the SDK's signer does, with and without a session", async (_, method, path, headers) => {
  for (current of [ONE, OTHER, ONE])
    expect(await authorizationOf(method, path, headers, NOON)).toBe(await expected(method, path, headers, NOON));
});

test("signs with another key on another day, and for other credentials on the same", async () => {
  for (const date of [NOON, NEXT_DAY, NOON])
    for (current of [ONE, OTHER])
      expect(await authorizationOf("GET", "/a", {}, date)).toBe(await expected("GET", "/a", {}, date));
});

test("sends what is signed, the session's token, and what traces the request", async () => {
  current = OTHER;
  const headers = { range: "bytes=0-1", traceparent: "00-1-2-01", tracestate: "vendor=1" };
  const signed = await signer.sign("GET", "/a", headers, NOON);
  const sent = Object.fromEntries(signed.flatMap((name, at) => (at % 2 === 0 ? [[name, signed[at + 1]]] : [])));
  expect(sent).toMatchObject({
    ...headers,
    host: HOST,
    "x-amz-date": "20261127T120000Z",
    "x-amz-security-token": "token==",
  });
  expect(sent.authorization).toContain(
    "Credential=ASIAOTHER/20261127/eu-central-1/s3/aws4_request, SignedHeaders=host;range;x-amz-content-sha256;x-amz-date;x-amz-security-token,",
  );
});
