/** Questions to the person at the terminal. Each ends with {@link Cancelled} where they leave it by Ctrl-C or Escape. */
export interface Prompts {
  /** One line of text; `problem` gives what is wrong with it, or undefined. */
  text(question: {
    readonly message: string;
    readonly initial: string;
    readonly problem: (text: string) => string | undefined;
  }): Promise<string>;
  /** One of several; the answer is its `value`. */
  choice<Value extends string>(question: {
    readonly message: string;
    readonly options: readonly { readonly value: Value; readonly label: string; readonly hint?: string }[];
    readonly initial: Value;
  }): Promise<Value>;
  confirm(question: { readonly message: string; readonly initial: boolean }): Promise<boolean>;
}

/** The person left a question without an answer. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}

/** By name, since the bundle that asks has classes of its own. */
export const isCancelled = (error: unknown): boolean => error instanceof Error && error.name === "Cancelled";
