import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { type Fixture, s3Of, startFixture } from "./fixture";

describe("roles that others keep: both owners have applied what they were asked for", () => {
  let fixture: Fixture;

  before(async () => {
    fixture = await startFixture("examples/existing-roles/eks-cross-account.yaml");
    await fixture.put("invoice.json", "{}");
  });
  after(() => fixture?.close());

  test("the pod reads the other team's bucket, and writes nothing there", async () => {
    const s3 = s3Of(fixture, await fixture.pod());
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: fixture.bucket, Key: "invoice.json" }));
    assert.equal(await Body?.transformToString(), "{}");
    await assert.rejects(
      s3.send(new PutObjectCommand({ Bucket: fixture.bucket, Key: "invoice.json", Body: "" })),
      /AccessDenied|not authorized/,
    );
  });

  test("a pod of another namespace gets no credentials by the same roles", async () => {
    const [chain] = fixture.model.chains;
    assert.ok(chain?.primaryRoleArn && chain.targetRoleArn);
    fixture.makeServiceAccount({ namespace: "other", name: "billing" });
    await fixture.associate({
      namespace: "other",
      serviceAccount: "billing",
      roleArn: chain.primaryRoleArn,
      targetRoleArn: chain.targetRoleArn,
    });
    const s3 = s3Of(fixture, await fixture.pod({ namespace: "other", serviceAccount: "billing" }));
    await assert.rejects(s3.send(new GetObjectCommand({ Bucket: fixture.bucket, Key: "invoice.json" })));
  });
});
