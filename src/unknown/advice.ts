/** An option of the command line that was not given, and would give a value. */
export interface MissingOption {
  readonly name: "--account" | "--region" | "--var";
  /** What it is about: `STACK`, `STACK.ALIAS` or `STACK.NAME`. */
  readonly of: string;
}

const VALUE = { "--account": "ID", "--region": "REGION", "--var": "VALUE" } as const;

/** The option with a place for its value: `--var account-b.bucket_name=VALUE` */
export const optionText = ({ name, of }: MissingOption): string => `${name} ${of}=${VALUE[name]}`;

/** What would make something known. */
export interface Advice {
  /** An imperative sentence. */
  readonly text: string;
  /** The options that the sentence names. */
  readonly options: readonly MissingOption[];
}

/** To give all of `options`, each once, in one order. */
export function giving(options: readonly MissingOption[]): Advice {
  const named = new Map(options.map((one) => [optionText(one), one]));
  const texts = [...named.keys()].sort();
  return { text: `Give ${texts.join(" ")}.`, options: texts.flatMap((text) => named.get(text) ?? []) };
}
