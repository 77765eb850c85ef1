// The program itself, with AWS's SDK against the emulator. Terraform and kubectl are stand-ins that note how they are called.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { EMULATED_RUN, type EmulatedPlace, startEmulatedPlace } from "./emulated";

let place: EmulatedPlace;
let folder: string;
before(async () => {
  place = await startEmulatedPlace(EMULATED_RUN);
});
after(() => place?.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "live-main-"));
  mkdirSync(join(folder, "bin"));
  // applying account-b lasts until it is interrupted, and then a moment more
  program(
    "terraform",
    `case "$*" in
      *" plan "*) echo "Plan: 3 to add, 0 to change, 0 to destroy." ;;
      *stacks/account-b\\ apply*)
        trap 'sleep 0.5; echo "interrupted account-b" >> "${folder}/called"; exit 1' INT
        echo begun > "${folder}/begun"
        while :; do sleep 0.05; done ;;
    esac`,
  );
  for (const name of ["kubectl", "aws"]) program(name, "");
  const keys = Object.entries(EMULATED_RUN.accounts).map(([, { id, profile }]) => {
    const { accessKeyId, secretAccessKey } = place.emulator.administrator(id);
    return `[${profile}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  });
  writeFileSync(join(folder, "credentials"), keys.join("\n"));
  writeFileSync(join(folder, "config"), "");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, does: string): void {
  const file = join(folder, "bin", name);
  writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> "${folder}/called"\n${does}\n`);
  chmodSync(file, 0o755);
}

/** What the stand-ins were asked for, without where and how it is shown. */
function called(): readonly string[] {
  if (!existsSync(join(folder, "called"))) return [];
  const lines = readFileSync(join(folder, "called"), "utf8").trim().split("\n");
  return lines.map((line) => line.replace(/-chdir=\S*\/stacks\//, "").replace(" -no-color", ""));
}

const [a, b] = [EMULATED_RUN.accounts["account-a"].id, EMULATED_RUN.accounts["account-b"].id];
const ACCOUNTS = ["--account-a", a, "--profile-a", "a", "--account-b", b, "--profile-b", "b"];
const CLUSTER = ["--cluster", EMULATED_RUN.cluster, "--region", EMULATED_RUN.region];

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<readonly unknown[]>;
  written(): string;
}

function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, ["run.mjs", "live/main.ts", ...args, "--folder", join(folder, "runs")], {
    env: {
      PATH: `${join(folder, "bin")}:${process.env.PATH}`,
      HOME: folder,
      AWS_ENDPOINT_URL: place.emulator.endpoint,
      AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
      AWS_CONFIG_FILE: join(folder, "config"),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let written = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      written += text;
    });
  return { child, ended: once(child, "exit"), written: () => written };
}

test("Ctrl-C, twice, while Terraform applies waits for its end, destroys what was begun, and ends with 130", async () => {
  const { child, ended, written } = start([...ACCOUNTS, ...CLUSTER, "--i-understand"]);
  while (!existsSync(join(folder, "begun")) && child.exitCode === null) await wait(20);
  child.kill("SIGINT");
  await wait(100);
  child.kill("SIGINT");
  assert.deepEqual(await ended, [130, null], written());
  assert.match(written(), /interrupted: what runs is ended, then everything is destroyed[\s\S]*still destroying/);
  const stacks = called().filter((line) => / (apply|destroy) |^interrupted/.test(line));
  assert.deepEqual(stacks, [
    "terraform account-a-primary apply -auto-approve",
    "terraform account-b apply -auto-approve",
    "interrupted account-b",
    "terraform account-b destroy -auto-approve",
    "terraform account-a-primary destroy -auto-approve",
  ]);
  const [run = ""] = readdirSync(join(folder, "runs"));
  const report = JSON.parse(readFileSync(join(folder, "runs", run, "report.json"), "utf8"));
  assert.deepEqual([report.interrupted, report.left], [true, []]);
});

test("fails with 2 where a profile leads to another account than the one that is named", async () => {
  const swapped = ["--account-a", a, "--profile-a", "b", "--account-b", b, "--profile-b", "a"];
  const { ended, written } = start([...swapped, ...CLUSTER, "--i-understand"]);
  assert.deepEqual(await ended, [2, null], written());
  assert.match(written(), new RegExp(`found account ${b} by profile b, expected ${a} as account-a`));
  assert.deepEqual(called(), []);
  assert.equal(existsSync(join(folder, "runs", "live")), false);
});

test("fails with 2 without --i-understand, when Terraform was asked for its version alone", async () => {
  const { ended, written } = start([...ACCOUNTS, ...CLUSTER]);
  assert.deepEqual(await ended, [2, null], written());
  assert.match(written(), /Cost: [\s\S]*nothing was done: the same command with --i-understand/);
  assert.deepEqual(called(), ["terraform version", "kubectl version --client", "aws --version"]);
});

test("fails with 2 in CI", async () => {
  const { ended, written } = start([...ACCOUNTS, ...CLUSTER, "--i-understand"], { CI: "true" });
  assert.deepEqual(await ended, [2, null], written());
  assert.match(written(), /found CI in the environment/);
});

test("fails with 2 where the folder to destroy is that of no run", async () => {
  const { ended, written } = start(["--destroy", folder]);
  assert.deepEqual(await ended, [2, null], written());
  assert.match(written(), /found no run in /);
});
