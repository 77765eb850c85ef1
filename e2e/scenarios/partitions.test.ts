import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { SHIPPED, s3Of, startFixture } from "./fixture";

for (const [region, partition] of [
  ["cn-north-1", "aws-cn"],
  ["us-gov-west-1", "aws-us-gov"],
] as const)
  test(`the default configuration in ${region} lets its pod in by roles of the partition ${partition}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "partition-"));
    const file = join(folder, "eks-cross-account.yaml");
    writeFileSync(file, readFileSync(join("..", SHIPPED), "utf8").replaceAll("us-east-1", region));
    const fixture = await startFixture(file);
    try {
      await fixture.put("config.json", "{}");
      const s3 = s3Of(fixture, await fixture.pod());
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: fixture.bucket, Key: "config.json" }));
      assert.equal(await Body?.transformToString(), "{}");
      const assumed = fixture.emulator.decisions.filter(({ action }) => action === "sts:AssumeRole");
      assert.ok(assumed.every(({ resource }) => resource.startsWith(`arn:${partition}:iam::`)));
      assert.ok(assumed.length >= 2);
    } finally {
      await fixture.close();
      rmSync(folder, { recursive: true });
    }
  });
