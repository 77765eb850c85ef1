import { text } from "node:stream/consumers";
import { createColors } from "picocolors";
import type { Prompts } from "./prompts";

type Colors = ReturnType<typeof createColors>;

/** The part of the process that a command may use. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** All of standard input. */
  readonly input: () => Promise<string>;
  /** Questions to the user; undefined where standard input or output is no terminal. */
  readonly prompts?: (() => Promise<Prompts>) | undefined;
  /** Colours for `out` and `err`. */
  readonly outColors: Colors;
  readonly errColors: Colors;
  /** Whether this is the app of cdktf, main.ts, which writes what cdktf deploys. */
  readonly isApp?: boolean;
  /** Width of the terminal; undefined where `out` is none. */
  readonly columns?: number | undefined;
  /** The same of `err`. */
  readonly errColumns?: number | undefined;
}

/**
 * Whether a stream is coloured: on a terminal, or where FORCE_COLOR is set to something else than 0, and never where
 * NO_COLOR is set.
 * @see https://no-color.org
 * @see https://force-color.org
 */
export function isColored(isTerminal: boolean, { NO_COLOR, FORCE_COLOR, TERM }: Io["env"]): boolean {
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return isTerminal && TERM !== "dumb";
}

/** The process's own streams. */
export function processIo(): Io {
  const colors = (stream: NodeJS.WriteStream) => createColors(isColored(Boolean(stream.isTTY), process.env));
  // EPIPE: the reader has closed the pipe, which is not a failure; anything else, such as a full disk, is. The command goes
  // on either way: a deployment must not end half way, and the answer of a gate is its exit status, whoever reads the rest.
  let failed = false;
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
    if (code !== "EPIPE") failed = true;
  });
  process.on("exit", () => {
    if (failed) process.exitCode = 2;
  });
  process.stderr.on("error", () => undefined); // stderr is closed, so the failure cannot be reported
  return {
    cwd: process.cwd(),
    env: process.env,
    out: (printed) => void process.stdout.write(printed),
    err: (printed) => void process.stderr.write(printed),
    input: () => {
      if (process.stdin.isTTY) process.stderr.write("reading standard input: paste the text, then press Ctrl-D\n");
      return text(process.stdin);
    },
    prompts:
      process.stdin.isTTY && process.stdout.isTTY
        ? async () => (await import("./terminal-prompts")).terminalPrompts
        : undefined,
    outColors: colors(process.stdout),
    errColors: colors(process.stderr),
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    errColumns: process.stderr.isTTY ? process.stderr.columns : undefined,
  };
}

/** 0 done, 1 refuted proof, 2 unusable input. */
export type ExitCode = number;
