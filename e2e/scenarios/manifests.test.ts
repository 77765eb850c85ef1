import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { type Fixture, s3Of, specOf, startFixture } from "./fixture";

const reads = async (fixture: Fixture, Key: string, of: Parameters<Fixture["pod"]>[0] = {}) =>
  s3Of(fixture, await fixture.pod(of)).send(new GetObjectCommand({ Bucket: fixture.bucket, Key }));

describe("objects that something else than Terraform applies", () => {
  let fixture: Fixture;

  before(async () => {
    fixture = await startFixture("examples/gitops/eks-cross-account.yaml");
    await fixture.put("daily/today.json", "{}");
    await fixture.put("secret.json", "{}");
  });
  after(() => fixture?.close());

  test("a pod of the Deployment's service account reads what it is granted, and nothing else", async () => {
    const { template } = specOf<{ template: { spec: { serviceAccountName: string } } }>(
      fixture,
      "Deployment",
      "reports",
    );
    const serviceAccount = template.spec.serviceAccountName;
    await reads(fixture, "daily/today.json", { serviceAccount });
    await assert.rejects(reads(fixture, "secret.json", { serviceAccount }), /AccessDenied|not authorized/);
  });
});

describe("a service account that a manifest annotates", () => {
  const folder = mkdtempSync(join(tmpdir(), "manifests-"));
  let fixture: Fixture;

  before(async () => {
    const path = join(folder, "eks-cross-account.yaml");
    const example = readFileSync("../examples/article-irsa/eks-cross-account.yaml", "utf8");
    writeFileSync(path, `${example}defaults: { kubernetes: manifests }\n`);
    fixture = await startFixture(path);
    await fixture.put("today.json", "{}");
  });
  after(async () => {
    await fixture?.close();
    rmSync(folder, { recursive: true });
  });

  test("gives its pods the role, and no other's", async () => {
    await reads(fixture, "today.json");
    fixture.makeServiceAccount({ namespace: "other", name: "api-sa" });
    await assert.rejects(reads(fixture, "today.json", { namespace: "other" }));
  });
});
