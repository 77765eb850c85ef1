import { setTimeout as wait } from "node:timers/promises";
import type { Articles } from "./configuration";
import type { Answer, FactId } from "./facts";
import type { Journal } from "./journal";
import type { Run } from "./options";
import type { Place, PodOutcome } from "./place";

/** What a trial is given. */
export interface Context {
  readonly run: Run;
  readonly articles: Articles;
  readonly place: Place;
  readonly journal: Journal;
  readonly signal: AbortSignal;
}

/** Something that is asked of AWS. */
export interface Trial {
  readonly shows: string;
  ask(context: Context): Promise<readonly Answer[]>;
}

/** The object that account B's administrator puts into the bucket. */
export const OBJECT = { key: "greeting.txt", text: "hello from account-b" } as const;

/** Asks again until the answers are good, as long as changes of IAM may still spread. */
export async function settled(
  { place: { patience }, signal }: Context,
  ask: () => Promise<readonly Answer[]>,
  good: (answer: Answer) => boolean,
): Promise<readonly Answer[]> {
  for (const until = Date.now() + patience.for; ; ) {
    signal.throwIfAborted();
    const answers = await ask();
    if (answers.every(good) || Date.now() >= until) return answers;
    await wait(patience.pause, undefined, { signal });
  }
}

export const isClear = ({ is }: Answer): boolean => is !== "unclear";
export const isConfirmed = ({ is }: Answer): boolean => is === "confirmed";

/** Whether AWS refused something, in the words that the fact gives. */
export function refusal(fact: FactId, refused: boolean, said: string, words: RegExp): Answer {
  const line = oneLine(said);
  if (!refused) return { fact, is: "contradicted", said: `allowed: ${line}` };
  return { fact, is: words.test(line) ? "confirmed" : "unclear", said: line };
}

export const podRefusal = (fact: FactId, { code, log }: PodOutcome, words: RegExp): Answer =>
  refusal(fact, code !== 0, log, words);

/** What a request was refused with: `CODE: MESSAGE`; undefined where it was not. */
export async function refusedWith(request: Promise<unknown>): Promise<string | undefined> {
  try {
    await request;
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return `${error.name}: ${error.message}`;
  }
}

export const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

export const policy = (...statements: readonly object[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
  });
