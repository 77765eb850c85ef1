import assert from "node:assert/strict";
import { test } from "node:test";
import { Sha256 } from "@aws-crypto/sha256-js";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import { AwsError } from "../../types";
import type { Identity } from "../enforcement";
import { authenticate } from "./authenticate";
import type { Request } from "./request";

const KEYS = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" };
const ADMINISTRATOR = { kind: "administrator", account: "111111111111", arn: "arn" } as const;

const IDENTITY: Identity = {
  administrator: () => KEYS,
  identify(accessKeyId) {
    if (accessKeyId !== KEYS.accessKeyId) throw new AwsError("InvalidClientTokenId", "unknown", 403);
    return { caller: ADMINISTRATOR, secretAccessKey: KEYS.secretAccessKey };
  },
};

/** A request as an SDK signs it at `time`. */
async function signed(body: string, time = new Date(), service = "sts", headers = {}): Promise<Request> {
  const signer = new SignatureV4({
    service,
    region: "eu-central-1",
    credentials: KEYS,
    sha256: Sha256,
    uriEscapePath: service !== "s3",
  });
  const request = await signer.sign(
    new HttpRequest({
      method: "POST",
      path: "/clusters/a%20b",
      query: { b: "2 3", a: ["z", "y"] },
      headers: { host: "localhost", "x-odd": "  two   spaces ", ...headers },
      body,
    }),
    { signingDate: time },
  );
  return {
    method: request.method,
    path: request.path,
    query: [
      ["a", "z"],
      ["a", "y"],
      ["b", "2 3"],
    ],
    url: `${request.path}?a=z&a=y&b=2%203`,
    headers: new Map(Object.entries(request.headers)),
    body: Buffer.from(body),
    sourceIp: "127.0.0.1",
  };
}

const refused = (request: Request, code: string) =>
  assert.rejects(authenticate(request, IDENTITY), (error) => error instanceof AwsError && error.code === code);

test("what an SDK signs is authentic, for S3 and for services that encode paths once more", async () => {
  for (const service of ["sts", "s3", "eks"])
    assert.deepEqual(await authenticate(await signed("body", new Date(), service), IDENTITY), {
      caller: ADMINISTRATOR,
      service,
      region: "eu-central-1",
    });
});

test("another body, path, query or signed header does not match", async () => {
  const request = await signed("body");
  await refused({ ...request, body: Buffer.from("other") }, "XAmzContentSHA256Mismatch");
  await refused({ ...request, path: "/clusters/a%20c" }, "SignatureDoesNotMatch");
  await refused({ ...request, query: [["a", "z"]] }, "SignatureDoesNotMatch");
  await refused({ ...request, headers: new Map([...request.headers, ["x-odd", "three"]]) }, "SignatureDoesNotMatch");
  await refused({ ...request, method: "GET" }, "SignatureDoesNotMatch");
});

test("a signature is good for 15 minutes, before and after", async () => {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  for (const minutes of [-14, 14]) await authenticate(await signed("", at(minutes)), IDENTITY);
  for (const minutes of [-16, 16]) {
    await refused(await signed("", at(minutes)), "SignatureDoesNotMatch");
    await refused(await signed("", at(minutes), "s3"), "RequestTimeTooSkewed");
  }
});

test("only web identities and S3 may come without a signature", async () => {
  const bare = { ...(await signed("")), headers: new Map([["content-type", "application/x-www-form-urlencoded"]]) };
  const web = { ...bare, body: Buffer.from("Action=AssumeRoleWithWebIdentity&Version=2011-06-15") };
  assert.deepEqual((await authenticate(web, IDENTITY)).caller, { kind: "anonymous" });
  await refused({ ...bare, body: Buffer.from("Action=AssumeRole") }, "MissingAuthenticationToken");
  assert.equal((await authenticate({ ...bare, headers: new Map() }, IDENTITY)).service, "s3");
});

test("a signature that cannot be read is malformed", async () => {
  const request = await signed("");
  for (const authorization of ["Bearer x", "AWS4-HMAC-SHA256 Credential=a/b", "AWS4-HMAC-SHA256 x"])
    await refused(
      { ...request, headers: new Map([...request.headers, ["authorization", authorization]]) },
      "IncompleteSignature",
    );
});
