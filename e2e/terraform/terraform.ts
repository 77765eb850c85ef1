import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Terraform } from "./find";

/** A line of `terraform … -json`: https://developer.hashicorp.com/terraform/internals/machine-readable-ui */
export interface Line {
  readonly type: string;
  readonly "@message": string;
  readonly diagnostic?: {
    readonly severity: "error" | "warning";
    readonly summary: string;
    readonly detail: string;
    readonly address?: string;
  };
  readonly hook?: { readonly resource: { readonly addr: string }; readonly action: string };
  readonly change?: { readonly resource: { readonly addr: string }; readonly action: string };
}

/** Runs Terraform so that nothing of the machine's own settings reaches it. */
export class TerraformRunner {
  private readonly running = new Set<ChildProcess>();
  private readonly env: NodeJS.ProcessEnv;
  private readonly end = () => this.kill("SIGKILL");

  /** @param home an empty folder, for whatever Terraform and its providers look for or leave in a home */
  constructor(
    private readonly terraform: Terraform,
    home: string,
  ) {
    mkdirSync(home, { recursive: true });
    const settings = join(home, "terraform.rc");
    writeFileSync(settings, "");
    this.env = {
      PATH: process.env.PATH,
      HOME: home,
      TMPDIR: home,
      CHECKPOINT_DISABLE: "1",
      TF_CLI_CONFIG_FILE: settings,
      TF_IN_AUTOMATION: "1",
      TF_INPUT: "0",
      AWS_EC2_METADATA_DISABLED: "true",
    };
    process.once("exit", this.end);
  }

  /** @throws Error with Terraform's message where a folder cannot be used */
  async init(folder: string): Promise<void> {
    const plugins = `-plugin-dir=${this.terraform.mirror}`;
    const { code, stdout, stderr } = await this.run(folder, ["init", "-no-color", plugins]);
    if (code !== 0) throw new Error(`terraform init: ${stderr || stdout}`);
  }

  /** The lines that `plan`, `apply` or `destroy` writes, and how it ends; an error is in the lines. */
  async json(
    folder: string,
    [command, ...args]: readonly [string, ...string[]],
    variables: Readonly<Record<string, unknown>>,
  ): Promise<{ code: number; lines: readonly Line[] }> {
    const given = Object.entries(variables).map(([name, value]) => `-var=${name}=${value}`);
    const { code, stdout, stderr } = await this.run(folder, [command, "-json", ...args, ...given]);
    const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
    if (lines.length === 0) throw new Error(`terraform ${command}: ${stderr}`);
    return { code, lines: lines.map((line) => JSON.parse(line) as Line) };
  }

  /** @throws Error where the folder has no state that can be read */
  async outputs(folder: string): Promise<Readonly<Record<string, unknown>>> {
    const { code, stdout, stderr } = await this.run(folder, ["output", "-json"]);
    if (code !== 0) throw new Error(`terraform output: ${stderr}`);
    const outputs = JSON.parse(stdout) as Record<string, { value: unknown }>;
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  /** Interrupts what runs; Terraform stops its plugins and writes its state. */
  async stop(): Promise<void> {
    const ended = [...this.running].map((child) => new Promise((resolve) => child.once("close", resolve)));
    this.kill("SIGINT");
    await Promise.all(ended);
    process.off("exit", this.end);
  }

  /** Each run has a process group of its own, so that its plugins end with it. */
  private kill(signal: NodeJS.Signals): void {
    for (const { pid, exitCode, signalCode } of this.running)
      if (pid && exitCode === null && signalCode === null) process.kill(-pid, signal);
  }

  private run(
    folder: string,
    args: readonly string[],
  ): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn(this.terraform.binary, [`-chdir=${folder}`, ...args], {
        env: this.env,
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      });
      this.running.add(child);
      let [stdout, stderr] = ["", ""];
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        stdout += text;
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr += text;
      });
      child.once("error", (error) => {
        this.running.delete(child);
        reject(error);
      });
      child.once("close", (code) => {
        this.running.delete(child);
        resolve({ code: code ?? 1, stdout, stderr });
      });
    });
  }
}
