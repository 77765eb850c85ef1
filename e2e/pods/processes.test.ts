import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { Processes } from "./processes";

const env = { PATH: process.env.PATH ?? "" };
const start = (processes: Processes, script: string) => processes.start(["/bin/sh", "-c", script], env, tmpdir());

test("a process ends with its exit code and all that it wrote", async () => {
  const { ended } = start(new Processes(), "echo out; echo err >&2; exit 3");
  assert.deepEqual(await ended, { code: 3, stdout: "out\n", stderr: "err\n" });
});

test("a process that a signal ends has the code that shells give it", async () => {
  assert.equal((await start(new Processes(), "kill -TERM $$").ended).code, 143);
});

test("a program that does not exist is an error", async () => {
  await assert.rejects(new Processes().start(["/does/not/exist"], env, tmpdir()).ended, /ENOENT/);
});

test("ending kills everything that was started, and what that has started", async () => {
  const processes = new Processes();
  // the sleep has standard output, too: it is closed once that is gone
  const running = start(processes, "sleep 60 & echo started; wait");
  while (running.stdout === "") await wait(10);
  await processes.end();
  assert.deepEqual(await running.ended, { code: 137, stdout: "started\n", stderr: "" });
});

test("what a process leaves behind in the background ends with it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "processes-"));
  try {
    const beat = join(folder, "beat");
    await start(new Processes(), `while :; do echo >> ${beat}; sleep 0.02; done >/dev/null 2>&1 & sleep 0.2`).ended;
    const { size } = statSync(beat);
    await wait(200);
    assert.ok(size > 0);
    assert.equal(statSync(beat).size, size);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
