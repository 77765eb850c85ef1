/** A line that shows progress. */
export interface Progress {
  /** Starts the line, or replaces its text. */
  show(text: string): void;
  /** Ends the line, if there is one. */
  end(): void;
}

/** Where lines go: on a terminal the seconds count up in place, elsewhere another line comes every 10 s. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export function progress(output: Output): Progress {
  const started = performance.now();
  const every = output.isTTY ? 1_000 : 10_000;
  let shown: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const write = () => {
    const seconds = Math.round((performance.now() - started) / 1_000);
    const text = seconds > 0 ? `${shown} (${seconds} s)` : shown;
    output.write(output.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
  };
  return {
    show(text) {
      shown = text;
      write();
      timer ??= setInterval(write, every);
    },
    end() {
      clearInterval(timer);
      if (shown !== undefined && output.isTTY) output.write("\n");
    },
  };
}
