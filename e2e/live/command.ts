import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Options {
  /** Aborted: SIGINT is sent once, and the program's own end is waited for. */
  readonly signal?: AbortSignal;
  /** What it is given on standard input. */
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** A file that gets all that it writes. */
  readonly log?: string;
}

/**
 * Runs a program to its end. It has a process group of its own, so that Ctrl-C in the terminal does not reach it as well:
 * Terraform takes a second one as an order to drop its state.
 * @throws the signal's reason where it was aborted; Error where it cannot be started
 */
export async function command([program = "", ...args]: readonly string[], options: Options = {}): Promise<Ended> {
  const { signal, input, env, log } = options;
  signal?.throwIfAborted();
  const child = spawn(program, args, { detached: true, stdio: ["pipe", "pipe", "pipe"], ...(env ? { env } : {}) });
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      written[name] += text;
      if (log) appendFileSync(log, text);
    });
  child.stdin.on("error", () => {}); // it may have ended before it read all
  child.stdin.end(input ?? "");
  const interrupt = () => child.kill("SIGINT");
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", (error) => reject(new Error(`${program} does not start: ${error.message}`)));
      child.once("close", (status) => resolve(status ?? 1));
    });
    signal?.throwIfAborted();
    return { code, ...written };
  } finally {
    signal?.removeEventListener("abort", interrupt);
  }
}

/** As `command`. @throws Error with the end of what it wrote where it fails */
export async function succeeding(line: readonly string[], options: Options = {}): Promise<string> {
  const { code, stdout, stderr } = await command(line, options);
  if (code === 0) return stdout;
  const end = `${stdout}\n${stderr}`.trim().split("\n").slice(-15).join("\n");
  throw new Error(`${line.slice(0, 3).join(" ")}: exit ${code}\n${end}`);
}
