import { createColors } from "picocolors";

const colors = createColors(process.stdout.isTTY === true && !process.env.NO_COLOR);

let silent = false;

/** Says nothing more: what is interrupted fails, which is of no interest. */
export function silence(): void {
  silent = true;
}

const print = (line = ""): void => {
  if (!silent) process.stdout.write(`${line}\n`);
};

export const text = print;

export function heading(line: string): void {
  print();
  print(colors.bold(line));
}

export function applied(stack: string, does: string): void {
  print(`  ${colors.green("✔")} ${stack.padEnd(17)}  ${colors.dim(does)}`);
}

export const command = (line: string): void => print(`  ${colors.dim("$")} ${line}`);

/** What a command wrote. */
export function output(written: string): void {
  for (const line of written.trim().split("\n")) for (const part of wrapped(line)) print(`    ${part}`);
}

/** Between words, where a terminal would wrap it anywhere. */
function wrapped(line: string): readonly string[] {
  const width = (process.stdout.columns ?? Number.POSITIVE_INFINITY) - 4;
  const lines = [""];
  for (const word of line.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last === "") lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export function failed(error: Error): void {
  if (!silent) process.stderr.write(`${error.message}\n`);
}

export const good = (line: string): void => print(`  ${colors.green("✔")} ${line}`);

export const bad = (line: string): void => print(`  ${colors.red("✘")} ${line}`);
