import type { Io } from "../io";

/** What runs at the moment, for a person who waits. */
export interface Progress {
  /** `text` is what a stack is at; `passing`: of interest only as long as it is shown. */
  at(stack: string, text: string, passing?: "passing"): void;
  /** The stack is through: `text` is how. */
  done(stack: string, text: string): void;
  /** Does `action` with nothing else on the terminal. */
  aside<T>(action: () => Promise<T>): Promise<T>;
  end(): void;
}

/** On a terminal the stacks under way, each a line that changes; else one line an event. */
export const progressOn = (io: Io): Progress => (io.errColumns === undefined ? asLines(io) : live(io, io.errColumns));

const asLines = ({ err }: Io): Progress => ({
  at: (stack, text, passing) => {
    if (!passing) err(`${stack}: ${text}\n`);
  },
  done: (stack, text) => err(`${stack}: ${text}\n`),
  aside: (action) => action(),
  end: () => undefined,
});

const SECOND = 1000;

function live({ err, errColors: c }: Io, columns: number): Progress {
  const running = new Map<string, { readonly text: string; readonly since: number }>();
  let [shown, paused] = [0, 0];
  const clear = () => {
    if (shown > 0) err(`\x1b[${shown}A\x1b[J`);
    shown = 0;
  };
  const draw = () => {
    clear();
    if (paused > 0) return;
    const width = Math.max(0, ...[...running.keys()].map((name) => name.length));
    for (const [name, { text, since }] of running) {
      const line = `  ${name.padEnd(width)}  ${text}  ${Math.floor((Date.now() - since) / SECOND)} s`;
      err(`${c.dim(line.slice(0, columns - 1))}\n`);
      shown += 1;
    }
  };
  const timer = setInterval(draw, SECOND);
  timer.unref();
  return {
    at(stack, text) {
      running.set(stack, { text, since: running.get(stack)?.since ?? Date.now() });
      draw();
    },
    done(stack, text) {
      running.delete(stack);
      clear();
      if (paused === 0) err(`  ${stack}  ${text}\n`);
      draw();
    },
    async aside(action) {
      paused += 1;
      clear();
      try {
        return await action();
      } finally {
        paused -= 1;
        draw();
      }
    },
    end() {
      clearInterval(timer);
      running.clear();
      clear();
    },
  };
}
