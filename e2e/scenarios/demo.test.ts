import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

let temporary: string;
before(() => {
  temporary = mkdtempSync(join(tmpdir(), "demo-"));
});
after(() => rmSync(temporary, { recursive: true, force: true }));

/** Everything that runs with the folder in its environment. */
const processes = (): readonly string[] =>
  execFileSync("ps", ["axeww"], { encoding: "utf8", maxBuffer: 2 ** 28 })
    .split("\n")
    .filter((line) => line.includes(`TMPDIR=${temporary}`) || line.includes(`HOME=${temporary}`));

for (const said of ["The stacks", "$ aws s3 cp"])
  test(`Ctrl-C after "${said}" ends the demo with 130, and leaves no process and no folder`, async () => {
    const demo = spawn(process.execPath, ["run.mjs", "demo/main.ts"], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let written = "";
    for (const stream of [demo.stdout, demo.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        written += text;
      });
    const ended = once(demo, "exit");
    while (!written.includes(said) && demo.exitCode === null) await wait(20);
    // itself and moto
    assert.ok(processes().length >= 2, written);
    demo.kill("SIGINT");
    assert.deepEqual(await ended, [130, null], written);
    for (let tries = 0; processes().length > 0 && tries < 100; tries++) await wait(50);
    assert.deepEqual(processes(), []);
    assert.deepEqual(readdirSync(temporary), []);
  });
