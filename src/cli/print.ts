import type { LocatedProblem } from "../rules";
import type { Io } from "./io";

/** Problems for a person: position and rule, then found, expected, fix and reference page. */
export function problemText(problems: readonly LocatedProblem[], { errColors: c }: Pick<Io, "errColors">): string {
  return problems
    .map(({ file, line, column, rule, level, path, found, expected, fix, page }) => {
      const position = line > 0 ? `${file}:${line}:${column}` : file;
      const head = `${c.bold(position)}  ${level === "error" ? c.red("error") : c.yellow("warning")} ${rule}${path ? `  ${c.dim(printable(path))}` : ""}`;
      const body = [
        ["found", printable(found)],
        ["expected", expected],
        ["fix", fix],
        ...(page ? [["see", page]] : []),
      ];
      return [head, ...body.map(([label = "", text]) => `  ${c.dim(label.padEnd(8))}  ${text}`)].join("\n");
    })
    .map((text) => `${text}\n`)
    .join("\n");
}

const LONGEST = 300;

/** Text of the configuration with control characters escaped, shortened to a limit. */
const printable = (text: string): string => escaped(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** Text with its control characters written out, so that none acts on the terminal. */
export const escaped = (text: string): string =>
  text.replaceAll(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`);

/** `1 error, 2 warnings` */
export function problemCounts(problems: readonly LocatedProblem[]): string {
  const of = (level: LocatedProblem["level"]) => problems.filter((problem) => problem.level === level).length;
  return [counted(of("error"), "error"), counted(of("warning"), "warning")].join(", ");
}

/** `1 stack`, `2 stacks`, `2 policies` */
export const counted = (number: number, noun: string): string =>
  `${number} ${number === 1 ? noun : noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`}`;

/** JSON, indented by two spaces, with a newline at the end. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
