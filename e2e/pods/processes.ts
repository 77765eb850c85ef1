import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";

/** How a process ended, and all that it wrote. */
export interface Outcome {
  /** 128 and the signal's number where a signal ended it, as shells have it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process under way. */
export interface Running {
  /** What it wrote to standard output so far. */
  readonly stdout: string;
  /** Sends a signal to the program alone, as the kubelet does to a container's first process. */
  signal(signal: NodeJS.Signals): void;
  /** @throws Error where it does not start */
  readonly ended: Promise<Outcome>;
}

/** The processes of one pod. Each has a group of its own, which ends with everything that it started. */
export class Processes {
  private readonly running = new Map<ChildProcess, Promise<Outcome>>();
  private readonly kill = () => {
    for (const child of this.running.keys()) killGroup(child);
  };

  start([program = "", ...options]: readonly string[], env: Readonly<Record<string, string>>, cwd: string): Running {
    if (this.running.size === 0) process.once("exit", this.kill);
    const child = spawn(program, options, { env, cwd, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    const written = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].setEncoding("utf8").on("data", (text: string) => {
        written[name] += text;
      });
    const ended = new Promise<Outcome>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve({ code: code ?? 128 + numberOf(signal), ...written }));
    }).finally(() => {
      killGroup(child); // what the program left behind
      this.running.delete(child);
      if (this.running.size === 0) process.removeListener("exit", this.kill);
    });
    this.running.set(child, ended);
    return {
      get stdout() {
        return written.stdout;
      },
      signal: (signal) => {
        child.kill(signal);
      },
      ended,
    };
  }

  /** Kills all of them and waits until they are gone. */
  async end(): Promise<void> {
    const all = [...this.running.values()];
    this.kill();
    await Promise.allSettled(all);
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

const numberOf = (signal: NodeJS.Signals | null): number => (signal ? constants.signals[signal] : 0);
