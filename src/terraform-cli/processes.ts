import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";

/** How a program ended, and all that it wrote. */
export interface Ended {
  /** 128 and the signal's number where a signal ended it, as shells have it; 127 where it does not start. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called with each whole line of standard output as it arrives. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/**
 * The programs that this one runs at the moment. Each has a session of its own: Ctrl-C on a terminal reaches this process
 * alone, which forwards it once. Terraform takes a second interrupt as the order to leave at once, with its state unsaved.
 * @see https://developer.hashicorp.com/terraform/cli/commands/apply
 */
export class Processes {
  private readonly running = new Set<ChildProcess>();

  /** Runs a program to its end; it gets no standard input. */
  run(program: string, args: readonly string[], { cwd, env, onLine }: RunOptions): Promise<Ended> {
    return new Promise((resolve) => {
      const child = spawn(program, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
      this.running.add(child);
      const written = { stdout: "", stderr: "" };
      let seen = 0;
      for (const name of ["stdout", "stderr"] as const)
        child[name].setEncoding("utf8").on("data", (text: string) => {
          written[name] += text;
          if (name !== "stdout" || !onLine) return;
          for (let end = written.stdout.indexOf("\n", seen); end >= 0; end = written.stdout.indexOf("\n", seen)) {
            onLine(written.stdout.slice(seen, end));
            seen = end + 1;
          }
        });
      child.once("error", ({ message }) => {
        this.running.delete(child);
        resolve({ code: 127, stdout: "", stderr: message });
      });
      child.once("close", (code, signal) => {
        this.running.delete(child);
        resolve({ code: code ?? 128 + (signal ? constants.signals[signal] : 0), ...written });
      });
    });
  }

  /** Forwards a signal to each of them. */
  signal(signal: NodeJS.Signals): void {
    for (const child of this.running) child.kill(signal);
  }
}
