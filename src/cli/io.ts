import { createColors } from "picocolors";

type Colors = ReturnType<typeof createColors>;

/** The part of the process that a command may use. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Colours for `out` and `err`. */
  readonly outColors: Colors;
  readonly errColors: Colors;
}

/** The process's own streams: coloured only on a terminal, and not where NO_COLOR is set (https://no-color.org). */
export function processIo(): Io {
  const colors = (stream: NodeJS.WriteStream) =>
    createColors(Boolean(stream.isTTY) && !process.env.NO_COLOR && process.env.TERM !== "dumb");
  // EPIPE: the reader has closed the pipe, which is not a failure; anything else, such as a full disk, is
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => process.exit(code === "EPIPE" ? 0 : 2));
  process.stderr.on("error", () => undefined); // stderr is closed, so the failure cannot be reported
  return {
    cwd: process.cwd(),
    env: process.env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    outColors: colors(process.stdout),
    errColors: colors(process.stderr),
  };
}

/** 0 done, 1 refuted proof, 2 unusable input. */
export type ExitCode = number;
