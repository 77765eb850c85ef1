import { EXCEPTIONS, type Exception } from "./exceptions";
import type { Pair } from "./pair";
import { theirs } from "./theirs";

/** Whether iam-simulate allows `pair` once `exceptions` have rewritten it. */
async function rewritten(pair: Pair, exceptions: readonly Exception[]): Promise<boolean> {
  const pairs = exceptions.reduce((all: readonly Pair[], { rewrite }) => all.flatMap(rewrite), [pair]);
  for (const each of pairs) if (await theirs(each)) return true;
  return false;
}

/** The exception that explains why iam-simulate does not answer `allowed`; several where all of them are needed. */
export async function explained(pair: Pair, allowed: boolean): Promise<readonly Exception[] | undefined> {
  for (const exception of EXCEPTIONS) if ((await rewritten(pair, [exception])) === allowed) return [exception];
  for (const [i, a] of EXCEPTIONS.entries())
    for (const b of EXCEPTIONS.slice(i + 1)) if ((await rewritten(pair, [a, b])) === allowed) return [a, b];
  return (await rewritten(pair, EXCEPTIONS)) === allowed ? EXCEPTIONS : undefined;
}

/** iam-simulate's answer to `pair` with every exception put right. */
export const corrected = (pair: Pair): Promise<boolean> => rewritten(pair, EXCEPTIONS);
