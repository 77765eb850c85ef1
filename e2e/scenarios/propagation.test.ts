import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { DetachRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { pathWithAws } from "../pods/clients";
import { ACCOUNT_B, type Fixture, SHIPPED, s3Of, specOf, startFixture } from "./fixture";

/** What loading waits for, again and again. */
const SECOND = 1_000;
/** AWS sees no change until the test allows it, however slow the machine is. */
const NOT_YET = 3_600_000;
const NOW = 0;

interface PodSpec {
  readonly containers: readonly { readonly command: readonly string[] }[];
}

describe("while AWS does not see changes at once", () => {
  const bin = mkdtempSync(join(tmpdir(), "bin-"));
  const pause = join(bin, "pause");
  let fixture: Fixture;

  before(async () => {
    // The pod's script waits ten seconds, and three after an attempt that failed: here not at all, and until the
    // test removes a file.
    const sleep = `#!/bin/sh\n[ "$1" = 3 ] || exit 0\n: > ${pause}\nwhile [ -e ${pause} ]; do /bin/sleep 0.05; done\n`;
    writeFileSync(join(bin, "sleep"), sleep);
    chmodSync(join(bin, "sleep"), 0o755);
    fixture = await startFixture(SHIPPED, SECOND);
    fixture.emulator.propagationDelay = NOT_YET;
  });
  after(async () => {
    await fixture?.close();
    rmSync(bin, { recursive: true, force: true });
  });

  test("the stacks load in their order, and the test pod, started at once, tries until it gets in", async () => {
    const [container] = specOf<PodSpec>(fixture, "Pod", "s3-access-test-pod").containers;
    const path = `${bin}:${await pathWithAws()}`;
    const running = (await fixture.pod()).start(container?.command ?? [], { PATH: path });
    let ended = false;
    void running.ended.finally(() => {
      ended = true;
    });
    while (!ended && !existsSync(pause)) await wait(20);
    fixture.emulator.propagationDelay = NOW;
    rmSync(pause, { force: true });
    const { code, stdout, stderr } = await running.ended;
    assert.match(stderr, /No pod identity association found for service account my-app-namespace\/my-app-sa/);
    assert.match(stdout, /attempt 1 of 5\n.*attempt 2 of 5\naccess works\n$/s);
    assert.equal(code, 0);
  });

  test("a policy that is taken away still counts until then", async () => {
    const { emulator, bucket } = fixture;
    await fixture.put("config.json", "{}");
    const s3 = s3Of(fixture, await fixture.pod());
    const get = () => s3.send(new GetObjectCommand({ Bucket: bucket, Key: "config.json" }));
    await get();
    emulator.propagationDelay = NOT_YET;
    await detachGrant(fixture);
    await get();
    emulator.propagationDelay = NOW;
    await assert.rejects(get(), { name: "AccessDenied" });
  });
});

/** Takes the target role's policy away. */
async function detachGrant({ emulator, cluster, model: { chains } }: Fixture): Promise<void> {
  const credentials = emulator.administrator(ACCOUNT_B);
  const iam = new IAMClient({ endpoint: emulator.endpoint, region: cluster.region, credentials });
  await iam.send(
    new DetachRolePolicyCommand({
      RoleName: chains[0]?.targetRoleArn?.split("/").at(-1),
      PolicyArn: `arn:aws:iam::${ACCOUNT_B}:policy/s3-read-only-for-target-role`,
    }),
  );
}
