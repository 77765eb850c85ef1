import { spawn } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { files } from "../support/cli";
import { Checkout } from "./checkout";

let checkout: Checkout;
beforeAll(() => {
  checkout = new Checkout();
});
afterAll(() => checkout.remove());

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s during synthesis ends it by that signal, and leaves nothing in the temporary folder nor in the output",
  async (signal) => {
    const temporary = join(checkout.folder, `tmp-${signal}`);
    const out = join(checkout.folder, `out-${signal}`);
    mkdirSync(temporary);
    const config = "examples/fleet/eks-cross-account.yaml";
    const run = spawn("node", ["dist/cli.js", "synth", "--config", config, "--out", out], {
      cwd: checkout.folder,
      env: { ...process.env, TMPDIR: temporary },
      stdio: "ignore",
    });
    const ended = new Promise((resolve) => run.on("exit", (code, by) => resolve(by ?? code)));
    while (readdirSync(temporary).length === 0 && run.exitCode === null)
      await new Promise((done) => setTimeout(done, 2));
    run.kill(signal);
    expect(await ended).toBe(signal);
    expect(readdirSync(temporary)).toEqual([]);
    expect(files(out)).toEqual({});
  },
);
