import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { resolve } from "node:path";

export interface Ended {
  readonly code: number | null;
  /** All that it printed. */
  readonly text: string;
}

/** The built command line, as a user runs it. */
export class BuiltCli {
  /** What runs at the moment, to be sent signals. */
  running: ChildProcess | undefined;

  constructor(
    private readonly cwd: string,
    /** Options of each command, such as the Terraform to run. */
    private readonly options: readonly string[],
  ) {
    const built = spawnSync(process.execPath, ["scripts/build.mjs", "--if-stale"], { cwd: "..", encoding: "utf8" });
    assert.equal(built.status, 0, `${built.stdout}${built.stderr}`);
  }

  async run(...args: readonly string[]): Promise<Ended> {
    const child = spawn(process.execPath, [resolve("../dist/cli.js"), ...args, ...this.options], {
      cwd: this.cwd,
      env: { PATH: process.env.PATH, HOME: this.cwd },
    });
    this.running = child;
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
    const code = await new Promise<number | null>((ended) => child.once("close", ended));
    return { code, text };
  }
}
