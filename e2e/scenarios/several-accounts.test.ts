import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CLIENTS, pathWithAws, reading } from "../pods/clients";
import { mountedEnv, type PodSpec } from "../pods/mounts";
import { ACCOUNT_A, type Fixture, specOf, startFixture } from "./fixture";

describe("several accounts: a pod reads buckets of two accounts, each by a profile of its AWS config file", () => {
  const folder = mkdtempSync(join(tmpdir(), "several-accounts-"));
  let fixture: Fixture;
  let path: string;
  let spec: PodSpec;
  /** What the pod's container is given, and the buckets by the profiles that reach them. */
  let env: Readonly<Record<string, string>>;
  let buckets: readonly { readonly profile: string; readonly bucket: string; readonly object: string }[];

  before(async () => {
    fixture = await startFixture("examples/several-accounts/eks-cross-account.yaml");
    const { cluster, kubernetes, namespace, emulator } = fixture;
    spec = specOf<{ template: { spec: PodSpec } }>(fixture, "Job", "planner-s3-access-test-job").template.spec;
    env = mountedEnv(kubernetes, { cluster: cluster.arn, namespace, folder }, spec);
    const script = spec.containers[0]?.command?.at(-1) ?? "";
    buckets = [...script.matchAll(/s3:\/\/([^/"]+)\/" --profile (\S+)/g)].map(([, bucket = "", profile = ""]) => ({
      bucket,
      profile,
      object: `of ${profile}`,
    }));
    for (const [index, { bucket: Bucket, object: Body }] of buckets.entries()) {
      const account = index === 0 ? "222222222222" : "333333333333";
      const credentials = emulator.administrator(account);
      const s3 = new S3Client({
        endpoint: emulator.endpoint,
        region: cluster.region,
        credentials,
        forcePathStyle: true,
      });
      await s3.send(new PutObjectCommand({ Bucket, Key: "today", Body }));
    }
    writeFileSync(join(folder, "sleep"), "#!/bin/sh\nexit 0\n");
    chmodSync(join(folder, "sleep"), 0o755);
    path = await pathWithAws();
  });
  after(async () => {
    await fixture?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("the configuration's own check, as its pod, lists both buckets at the first attempt", async () => {
    assert.deepEqual(
      buckets.map(({ profile }) => profile),
      ["orders", "routes"],
    );
    const command = spec.containers[0]?.command ?? [];
    const { code, stdout, stderr } = await (await fixture.pod()).run(command, { ...env, PATH: `${folder}:${path}` });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /attempt 1 of 5\n.* today\n.* today\naccess works\n$/);
  });

  for (const client of CLIENTS) {
    test(`${client} gets to each account by its profile, and to no other's bucket by it`, async () => {
      const pod = await fixture.pod();
      for (const { profile, bucket, object } of buckets) {
        const by = (AWS_PROFILE: string) => ({ ...env, PATH: path, AWS_PROFILE });
        const command = await reading(client, bucket, "today");
        const { code, stdout, stderr } = await pod.run(command, by(profile));
        assert.deepEqual([code, stdout], [0, object], stderr);
        const [other] = buckets.filter((one) => one.profile !== profile);
        assert.match((await pod.run(command, by(other?.profile ?? ""))).stderr, /AccessDenied/);
      }
    });

    test(`${client} without a profile is the primary role, which has no bucket`, async () => {
      const command = await reading(client, buckets[0]?.bucket ?? "", "today");
      const { code, stderr } = await (await fixture.pod()).run(command, { ...env, PATH: path });
      assert.notEqual(code, 0);
      assert.match(stderr, /AccessDenied/);
    });
  }

  test("another pod with the same file gets to neither: EKS gives it no credentials of this primary role", async () => {
    fixture.makeServiceAccount({ namespace: "planning", name: "other" });
    const [chain] = fixture.model.chains;
    await fixture.associate({ namespace: "planning", serviceAccount: "other", roleArn: chain?.primaryRoleArn ?? "" });
    await refused({ serviceAccount: "other" }, /EKS does not have permissions to assume the associated role/);
  });

  test("another pod of a primary role that may assume both gets to neither: their trusts name this one", async () => {
    const service = { Principal: { Service: "pods.eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] };
    const anything = { Action: ["sts:AssumeRole", "sts:TagSession"], Resource: "*" };
    const roleArn = await fixture.makeRole(ACCOUNT_A, "other-primary", service, anything);
    fixture.makeServiceAccount({ namespace: "planning", name: "third" });
    await fixture.associate({ namespace: "planning", serviceAccount: "third", roleArn });
    await refused(
      { serviceAccount: "third" },
      /not authorized to perform: sts:AssumeRole on resource: .*orders-reader|routes-planner/,
    );
  });

  async function refused(of: { readonly serviceAccount: string }, reason: RegExp): Promise<void> {
    const pod = await fixture.pod(of);
    for (const { profile, bucket } of buckets) {
      const command = await reading("boto3", bucket, "today");
      const { code, stderr } = await pod.run(command, { ...env, PATH: path, AWS_PROFILE: profile });
      assert.equal(code, 1);
      assert.match(stderr, reason);
    }
  }
});
