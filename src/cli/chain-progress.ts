import type { ProveOptions } from "../proof/proof";
import type { Io } from "./io";

/** Below it nobody waits. */
const MANY = 500;
/** Milliseconds between two looks of the line. */
const PAUSE = 200;

const grouped = (count: number): string => count.toLocaleString("en-US");

/**
 * Does `action` with a line on the terminal of standard error that says how many of many chains are proved, and is gone
 * afterwards. Where standard error is no terminal, nothing is written.
 */
export async function withChainProgress<T>(
  { err, errColumns }: Io,
  action: (progress: Pick<ProveOptions, "onChain">) => Promise<T>,
): Promise<T> {
  if (errColumns === undefined) return action({});
  let shown: number | undefined;
  const onChain = (done: number, chains: number): void => {
    const now = performance.now();
    if (chains < MANY || (shown !== undefined && now - shown < PAUSE)) return;
    shown = now;
    err(`\r\x1b[Kproving ${grouped(done)} of ${grouped(chains)} chains`);
  };
  try {
    return await action({ onChain });
  } finally {
    if (shown !== undefined) err("\r\x1b[K");
  }
}
