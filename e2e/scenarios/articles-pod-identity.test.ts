import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { CLIENTS, pathWithAws, reading } from "../pods/clients";
import { type Fixture, specOf, startFixture } from "./fixture";

interface PodSpec {
  readonly serviceAccountName: string;
  readonly containers: readonly { readonly command: readonly string[] }[];
}

describe("the first article: a pod reads another account's bucket by EKS Pod Identity", () => {
  const object = '{"greeting":"hello from account-b"}';
  const bin = mkdtempSync(join(tmpdir(), "bin-"));
  let fixture: Fixture;
  let path: string;

  before(async () => {
    fixture = await startFixture("examples/article-pod-identity/eks-cross-account.yaml");
    await fixture.put("config.json", object);
    writeFileSync(join(bin, "sleep"), "#!/bin/sh\nexit 0\n");
    chmodSync(join(bin, "sleep"), 0o755);
    path = await pathWithAws();
  });
  after(async () => {
    await fixture?.close();
    rmSync(bin, { recursive: true, force: true });
  });

  test("the article's own test script, as its pod, lists the bucket at the first attempt", async () => {
    const { containers, serviceAccountName } = specOf<PodSpec>(fixture, "Pod", "s3-access-test-pod");
    const [container] = containers;
    assert.equal(serviceAccountName, fixture.serviceAccount);
    assert.ok(container);
    const { code, stdout, stderr } = await (await fixture.pod()).run(container.command, { PATH: `${bin}:${path}` });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /attempt 1 of 5\n.* config\.json\naccess works\n$/);
  });

  for (const client of CLIENTS)
    test(`${client} in the pod lists the bucket and gets the object that account B put there`, async () => {
      const command = await reading(client, fixture.bucket, "config.json");
      const { code, stdout, stderr } = await (await fixture.pod()).run(command, { PATH: path });
      assert.deepEqual([code, stdout], [0, object], stderr);
    });

  test("the pod's environment holds no keys, and nothing of the process that started it", async () => {
    process.env.OF_THE_PARENT = "secret";
    const { stdout } = await (await fixture.pod()).run(["/usr/bin/env"]);
    delete process.env.OF_THE_PARENT;
    assert.deepEqual(
      stdout
        .trim()
        .split("\n")
        .map((line) => line.split("=")[0])
        .sort(),
      [
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_DEFAULT_REGION",
        "AWS_EC2_METADATA_DISABLED",
        "AWS_ENDPOINT_URL",
        "AWS_REGION",
        "HOME",
        "PATH",
      ],
    );
  });

  test("the session is the target role's, and lasts at most the hour of chained roles", async () => {
    const credentials = await (await fixture.pod()).credentials()();
    const sts = new STSClient({ endpoint: fixture.emulator.endpoint, region: fixture.cluster.region, credentials });
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    assert.match(Arn ?? "", /^arn:aws:sts::222222222222:assumed-role\/s3-reader-target-role\/eks-my-eks-cluster-/);
    const left = (credentials.expiration?.getTime() ?? 0) - Date.now();
    assert.ok(left > 3_500_000 && left <= 3_600_000, `${left} ms`);
  });

  test("a pod admitted before its association never gets credentials; admitted again, it does", async () => {
    fixture.makeServiceAccount({ namespace: fixture.namespace, name: "early-sa" });
    const early = { serviceAccount: "early-sa" };
    const before = await fixture.pod(early);
    const [chain] = fixture.model.chains;
    await fixture.associate({
      namespace: fixture.namespace,
      serviceAccount: "early-sa",
      roleArn: chain?.primaryRoleArn ?? "",
      ...(chain?.targetRoleArn ? { targetRoleArn: chain.targetRoleArn } : {}),
    });
    const command = await reading("boto3", fixture.bucket, "config.json");
    const refused = await before.run(command);
    assert.deepEqual(refused, { code: 1, stdout: "", stderr: "NoCredentialsError: Unable to locate credentials\n" });
    // The article's trusts have no conditions: any association of account A with these roles succeeds.
    assert.equal((await (await fixture.pod(early)).run(command)).stdout, object);
  });
});
