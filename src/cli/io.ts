import { createColors } from "picocolors";

type Colors = ReturnType<typeof createColors>;

/** All that a command may touch of the process it runs in. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Colours of what goes to `out` and `err`. */
  readonly outColors: Colors;
  readonly errColors: Colors;
}

/** The process's own streams: coloured only on a terminal, and not where NO_COLOR is set (https://no-color.org). */
export function processIo(): Io {
  const colors = (stream: NodeJS.WriteStream) =>
    createColors(Boolean(stream.isTTY) && !process.env.NO_COLOR && process.env.TERM !== "dumb");
  // a reader that has gone is none of our business; anything else, such as a full disk, is a failure
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => process.exit(code === "EPIPE" ? 0 : 2));
  process.stderr.on("error", () => undefined); // nobody reads it, and there is nowhere else to say so
  return {
    cwd: process.cwd(),
    env: process.env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    outColors: colors(process.stdout),
    errColors: colors(process.stderr),
  };
}

/** What a command ends with: 0 done, 1 a refuted proof, 2 anything that is wrong with what it was given. */
export type ExitCode = number;
