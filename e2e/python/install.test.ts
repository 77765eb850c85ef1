import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";

const folder = mkdtempSync(join(tmpdir(), "install-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Starts install.py with a package index that cannot be reached. */
function start(name: string, requirements: string, mark = "mark"): ChildProcess {
  const file = join(folder, `${name}.txt`);
  writeFileSync(file, requirements);
  const env = { ...process.env, PIP_INDEX_URL: "http://127.0.0.1:1/", PIP_RETRIES: "0" };
  return spawn("python3", [resolve("python/install.py"), join(folder, name), file, mark], { env });
}

async function outcome(child: ChildProcess): Promise<{ code: number; stdout: string; stderr: string }> {
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.setEncoding("utf8").on("data", (more: string) => {
      text[name] += more;
    });
  const [code] = await once(child, "close");
  return { code, ...text };
}

const complete = (name: string): string => readFileSync(join(folder, name, "complete"), "utf8");

test("an environment whose installation was killed is completed by the next process; others wait for it", async () => {
  const killed = start("env", "");
  assert.equal(String((await once(killed.stdout ?? killed, "data"))[0]).trim(), "installing");
  const ended = once(killed, "close");
  killed.kill("SIGKILL");
  await ended;
  assert.equal(existsSync(join(folder, "env", "complete")), false);

  const both = await Promise.all([outcome(start("env", "")), outcome(start("env", ""))]);
  assert.deepEqual(
    both.map(({ code, stderr }) => [code, stderr]),
    [
      [0, ""],
      [0, ""],
    ],
  );
  // one of them may itself wait for what the killed one had started
  assert.equal(both.filter(({ stdout }) => stdout.includes("installing")).length, 1);
  assert.ok(both.some(({ stdout }) => stdout.startsWith("waiting")));
  assert.equal(complete("env"), "mark");
});

test("an installer ends when its parent does, and leaves nothing that passes for whole", async () => {
  const child = start("orphan", "");
  await once(child.stdout ?? child, "data");
  child.stdin?.end();
  const [code] = await once(child, "close");
  assert.equal(code, 143);
  assert.equal(existsSync(join(folder, "orphan", "complete")), false);
});

test("an index that cannot be reached is said in pip's words, and nothing passes for whole", async () => {
  const { code, stderr } = await outcome(start("offline", "moto==5.2.5"));
  assert.equal(code, 1);
  assert.match(stderr, /No matching distribution found for moto==5\.2\.5\n.*pip: exit code 1\n$/);
  assert.equal(existsSync(join(folder, "offline", "complete")), false);
});
