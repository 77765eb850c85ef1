// How the real place uses kubectl, which a stand-in plays.
import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { EMULATED_RUN } from "./emulated";
import { realPlace } from "./real";

const PATH = process.env.PATH;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "live-real-"));
  process.env.PATH = `${folder}:${PATH}`;
  program("aws", "");
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

function program(name: string, does: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*" >> "${folder}/called"\n${does}\n`);
  chmodSync(join(folder, name), 0o755);
}

const called = () => readFileSync(join(folder, "called"), "utf8");
const ended = (exitCode: number) =>
  JSON.stringify({ status: { containerStatuses: [{ state: { terminated: { exitCode } } }] } });
const POD = { namespace: "live-0a1b2c-1", serviceAccount: "reader", command: ["/bin/sh", "-c", "exit 3"] };
const place = () => realPlace({ ...EMULATED_RUN, folder });

test("a pod runs as its service account in its namespace, is waited for, shown and removed", async () => {
  program(
    "kubectl",
    `case "$*" in
      *" apply "*) cat > "${folder}/manifest" ;;
      *" get pod "*) if [ -e "${folder}/asked" ]; then echo '${ended(3)}'; else touch "${folder}/asked"; echo '{"status":{"phase":"Pending"}}'; fi ;;
      *" logs "*) echo refused ;;
    esac`,
  );
  const { signal } = new AbortController();
  assert.deepEqual(await place().run(POD, signal), { code: 3, log: "refused\n" });
  const { spec } = JSON.parse(readFileSync(join(folder, "manifest"), "utf8"));
  assert.deepEqual([spec.serviceAccountName, spec.restartPolicy], ["reader", "Never"]);
  assert.deepEqual(spec.containers[0].command, POD.command);
  const names = "--name cluster-of-mine --region us-east-1 --profile a";
  assert.ok(called().includes(`aws eks update-kubeconfig ${names} --kubeconfig ${folder}/kubeconfig`));
  assert.match(
    called(),
    /kubectl --kubeconfig \S+ --namespace live-0a1b2c-1 delete pod live-[0-9a-f]{6} --ignore-not-found/,
  );
});

test("a pod that is interrupted is removed", async () => {
  program("kubectl", `case "$*" in *" get pod "*) echo '{}' ;; esac`);
  const interruption = new AbortController();
  const running = place().run(POD, interruption.signal);
  setTimeout(() => interruption.abort(new Error("SIGINT")), 500);
  await assert.rejects(running);
  assert.match(called(), /delete pod live-/);
});

test("a service account is made with its annotations", async () => {
  program("kubectl", `cat > "${folder}/manifest"`);
  await place().makeServiceAccount("live-0a1b2c-2", "other", { "eks.amazonaws.com/role-arn": "arn" });
  assert.deepEqual(JSON.parse(readFileSync(join(folder, "manifest"), "utf8")).metadata, {
    name: "other",
    annotations: { "eks.amazonaws.com/role-arn": "arn" },
  });
});

test("fails with what kubectl wrote", async () => {
  program("kubectl", `echo "Error from server (Forbidden): no" >&2; exit 1`);
  await assert.rejects(place().makeServiceAccount("live-0a1b2c-2", "other"), /Forbidden/);
});
