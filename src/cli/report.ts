import { extname, resolve } from "node:path";
import type { Answer } from "../proof/answer";
import { InputError } from "../terraform/source-location";
import { chainsLike } from "./chain-names";
import type { ExitCode, Io } from "./io";
import { pageAssets } from "./page-assets";
import { counted } from "./print";
import { answerTo, errorText, examplePaths, terminal, type WorldCommand } from "./prove";
import { writeFiles } from "./write-files";

export interface ReportCommand extends WorldCommand {
  readonly format: "html" | "svg" | "mermaid";
  /** The file that is written; standard output where there is none. */
  readonly out?: string;
  /** The one chain that a picture is of. */
  readonly chain?: string;
  readonly example?: boolean;
}

interface Written {
  readonly file: string | undefined;
  readonly text: string;
  /** What it has no room for, in words. */
  readonly leftOut?: string;
}

/**
 * Writes the answer to `paths` as a page or a picture. Exit 0 where it was written, whatever the verdict: that is for
 * `prove` to tell; 2 where it was not, and then nothing has changed.
 */
export async function report(paths: readonly string[], command: ReportCommand, io: Io): Promise<ExitCode> {
  try {
    const { format, out, chain } = command;
    if (format === "html" && out === undefined && io.columns !== undefined)
      throw new InputError("found no --out, expected the file to write the page to: --out report.html");
    if (format === "html" && chain !== undefined)
      throw new InputError("found --chain with a page, which has every chain: open it with #chain=… behind its name");
    const { answer } = await answerTo(command.example ? examplePaths(paths) : paths, command, io);
    const files = await written(answer, command, io);
    for (const { file, text } of files) if (file === undefined) io.out(text);
    writeAll(files, io);
    return 0;
  } catch (error) {
    io.err(`${errorText(error)}\n`);
    return 2;
  }
}

async function written(answer: Answer, { format, out, chain }: ReportCommand, io: Io): Promise<readonly Written[]> {
  const { asPage, asSvg } = await import("../report/page");
  const chosen = chain === undefined ? undefined : chainsCalled(answer, chain);
  if (format === "html")
    return [{ file: out, text: asPage(answer, pageAssets(), terminal(io).source ?? (() => undefined)) }];
  if (format === "svg") return [{ file: out, text: asSvg(answer, pageAssets(), chosen) }];
  const { LIMIT, mermaidParts } = await import("../report");
  const ways = chosen ? answer.ways.filter((_, index) => chosen.includes(index)) : answer.ways;
  const parts = mermaidParts({ ...answer, ways });
  const [first] = parts;
  if (chain !== undefined && parts.some(({ leftOut }) => leftOut > 0))
    throw new InputError(`found chain ${chain}, more than one flowchart takes: ${LIMIT}; write it with --format svg`);
  if (out === undefined && (parts.length > 1 || first.leftOut > 0))
    throw new InputError(
      `found ${counted(ways.length, "chain")}, more than one flowchart takes: ${LIMIT}; write one for each account with --out, or name one chain with --chain`,
    );
  if (out === undefined) return [{ file: undefined, text: first.text }];
  return parts.map(({ account, text, leftOut }) => {
    const file = account === undefined ? out : named(out, account);
    if (leftOut === 0) return { file, text: flowchart(text, "", out) };
    const note = `${counted(leftOut, "more chain")} of ${account ?? "it"} ${leftOut === 1 ? "is" : "are"} left out: a flowchart takes no more`;
    return { file, text: flowchart(text, note, out), leftOut: note };
  });
}

/** `picture.md` of an account: `picture-111111111111.md` */
function named(out: string, account: string): string {
  const end = extname(out);
  return `${out.slice(0, out.length - end.length)}-${account.replaceAll(/[^\w.-]+/g, "-")}${end}`;
}

/**
 * A Markdown file has a flowchart as a block, which a comment of a pull request shows as a picture, and below it what is left
 * out; a file of Mermaid has that as a comment.
 * @see https://mermaid.js.org/syntax/flowchart.html#comments
 */
function flowchart(text: string, note: string, out: string): string {
  if (extname(out) === ".md") return `\`\`\`mermaid\n${text}\`\`\`\n${note === "" ? "" : `\n${note}.\n`}`;
  return note === "" ? text : `${text}%% ${note}\n`;
}

/** The chains with this id or key. @throws InputError for one that the answer does not have */
function chainsCalled({ ways }: Answer, name: string): readonly number[] {
  const found = ways.flatMap(({ chain }, index) => (chain.id === name || chain.key === name ? [index] : []));
  if (found.length > 0) return found;
  const like = chainsLike(
    name,
    ways.map(({ chain }) => chain.id),
  );
  throw new InputError(`found --chain ${name}, expected ${like}`);
}

/** Writes the files that have a name, each whole or not at all, and says so. */
function writeAll(files: readonly Written[], io: Io): void {
  const named = files.flatMap(({ file, text, leftOut }) =>
    file === undefined ? [] : [{ file, text, leftOut, path: resolve(io.cwd, file) }],
  );
  writeFiles(named, io);
  for (const { file, text, leftOut = "" } of named) {
    const size = `${Math.ceil(Buffer.byteLength(text) / 1024)} KB`;
    io.err(`wrote ${file} (${size})${leftOut === "" ? "" : `; ${leftOut}`}\n`);
  }
}
