import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { AttachRolePolicyCommand, DetachRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { pathWithAws } from "../pods/clients";
import { ACCOUNT_B, openScene, type Scene, s3Of, specOf } from "./scene";

const DELAY = 3_000;

interface PodSpec {
  readonly containers: readonly { readonly command: readonly string[] }[];
}

describe(`with ${DELAY / 1000} s until AWS sees a change`, () => {
  const bin = mkdtempSync(join(tmpdir(), "bin-"));
  let scene: Scene;

  before(async () => {
    scene = await openScene("eks-cross-account.yaml", DELAY);
    await scene.put("config.json", "{}");
    // The pod's script waits ten seconds, then three between its attempts: here a tenth of that.
    writeFileSync(join(bin, "sleep"), '#!/bin/sh\nexec /bin/sleep "$(echo "$1" | awk \'{ print $1 / 10 }\')"\n');
    chmodSync(join(bin, "sleep"), 0o755);
  });
  after(async () => {
    await scene?.close();
    rmSync(bin, { recursive: true, force: true });
  });

  test("the stacks load in their order, and the test pod tries until it gets in", async () => {
    const grant = grantOf(scene);
    await grant.remove();
    await sleep(DELAY);
    const pod = await scene.pod();
    const [container] = specOf<PodSpec>(scene, "Pod", "s3-access-test-pod").containers;
    await grant.add();
    const { code, stdout, stderr } = await pod.run(container?.command ?? [], { PATH: `${bin}:${await pathWithAws()}` });
    assert.match(stderr, /AccessDenied/);
    assert.match(stdout, /attempt 1 of 5\n.*attempt 2 of 5\n.*config\.json\naccess works\n$/s);
    assert.equal(code, 0);
  });

  test("a policy that is taken away still counts for as long", async () => {
    const s3 = s3Of(scene, await scene.pod());
    const get = () => s3.send(new GetObjectCommand({ Bucket: scene.bucket, Key: "config.json" }));
    await grantOf(scene).remove();
    await get();
    await sleep(DELAY + 100);
    await assert.rejects(get(), { name: "AccessDenied" });
  });
});

/** The attachment of the target role's policy. */
function grantOf({ emulator, model: { chains } }: Scene) {
  const iam = new IAMClient({
    endpoint: emulator.endpoint,
    region: "us-east-1",
    credentials: emulator.administrator(ACCOUNT_B),
  });
  const attachment = {
    RoleName: chains[0]?.targetRoleArn?.split("/").at(-1),
    PolicyArn: `arn:aws:iam::${ACCOUNT_B}:policy/s3-read-only-for-target-role`,
  };
  return {
    add: () => iam.send(new AttachRolePolicyCommand(attachment)),
    remove: () => iam.send(new DetachRolePolicyCommand(attachment)),
  };
}
