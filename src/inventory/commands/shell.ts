import { asWords } from "../../unknown/unknown-text";

/** A program that a command line starts, with its arguments. */
export interface Call {
  readonly program: string;
  readonly words: readonly string[];
}

/**
 * The simple commands in a shell's text that start one of `programs`, wherever they stand in a list, a pipe, a substitution or
 * a text that is given to another shell. Quotes are taken off; what the shell puts in the place of `$…` stays as it is written.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_03
 */
export function callsIn(text: string, programs: ReadonlySet<string>): readonly Call[] {
  const words = asWords(text);
  return callsAmong(words.text, programs).map((call) => ({ ...call, words: call.words.map(words.back) }));
}

function callsAmong(text: string, programs: ReadonlySet<string>): readonly Call[] {
  return simpleCommands(text).flatMap((words): readonly Call[] => {
    const isOnlySaid = ONLY_SAID.test(words[0] ?? "");
    const at = isOnlySaid ? -1 : words.findIndex((word) => programs.has(nameOf(word)));
    const [program, ...rest] = at < 0 ? [] : words.slice(at);
    const own = program === undefined ? [] : [{ program: nameOf(program), words: rest }];
    const within = words.filter((word) => /\s/.test(word) && word.length < text.length);
    const run = isOnlySaid ? within.flatMap((word) => word.match(SUBSTITUTION) ?? []) : within;
    return [...own, ...run.flatMap((word) => callsAmong(word, programs))];
  });
}

/** What only writes its words. */
const ONLY_SAID = /^(echo|printf|cat|:)$/;

/** What the shell runs all the same within a word of these, up to the last that ends there. */
const SUBSTITUTION = /(?<=\$\()[\s\S]*(?=\))|(?<=`)[\s\S]*(?=`)/g;

/** A remark. A quote in it is none: it begins no text that goes on in the next line. */
const REMARK = /^#/;

/** A program without its folder and the ending that Windows has; of an image of AWS's command line without its tag. */
export const nameOf = (program: string): string =>
  program
    .replace(/^.*[\\/]/s, "")
    .replace(/\.(exe|cmd)$/, "")
    .replace(/^aws-cli(:.*)?$/, "aws");

/** One word, one operator that ends a simple command, or what lies between words. */
const TOKEN =
  /(?<![^\s;|&()])#[^\n]*|\\\r?\n|[ \t]+|(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|\$\{[^}\s]{0,200}\}|[^\s;|&()`'"\\])+|[\s\S]/g;

function simpleCommands(text: string): readonly (readonly string[])[] {
  const found: string[][] = [[]];
  for (const [token] of text.matchAll(TOKEN)) {
    if (REMARK.test(token) || /^(\\\r?\n|[ \t]+)$/.test(token)) continue;
    if (/^[;|&()`\r\n]$/.test(token)) found.push([]);
    else found.at(-1)?.push(unquoted(token));
  }
  return found.filter((words) => words.length > 0);
}

const unquoted = (word: string): string =>
  word.replaceAll(
    /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs,
    (_, single?: string, double?: string, escaped?: string) =>
      single ?? double?.replaceAll(/\\(["\\$`])/g, "$1") ?? escaped ?? "",
  );

/** The value of an option, as `--name value` or `--name=value`; undefined where it has none. */
export function optionIn(words: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [index, word] of words.entries())
    for (const name of names) {
      if (word === name) return words[index + 1];
      if (word.startsWith(`${name}=`)) return word.slice(name.length + 1);
    }
  return undefined;
}
