import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { S3Control } from "./s3-control";

test("as a proxy it answers for an account's S3 Control that no method is allowed", async () => {
  const s3Control = await S3Control.start();
  try {
    const { hostname, port } = new URL(s3Control.proxy);
    const path = "http://111111111111.s3-control.invalid/v20180820/tags/arn%3Aaws%3As3%3A%3A%3Adata";
    const answer = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const asked = request({ hostname, port, path }, async (response) => {
        const text = Buffer.concat(await response.toArray()).toString("utf8");
        resolve({ status: response.statusCode, text });
      });
      asked.once("error", reject).end();
    });
    assert.equal(answer.status, 405);
    assert.match(answer.text, /<Code>MethodNotAllowed<\/Code>/);
  } finally {
    await s3Control.stop();
  }
});
