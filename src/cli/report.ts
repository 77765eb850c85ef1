import { renameSync, rmSync, writeFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import type { Answer } from "../proof/answer";
import { InputError } from "../terraform/source-location";
import { chainsLike } from "./chain-names";
import type { ExitCode, Io } from "./io";
import { pageAssets } from "./page-assets";
import { counted } from "./print";
import { answerTo, errorText, examplePaths, terminal, type WorldCommand } from "./prove";

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
  const { mermaidParts } = await import("../report");
  const ways = chosen ? answer.ways.filter((_, index) => chosen.includes(index)) : answer.ways;
  const parts = mermaidParts({ ...answer, ways });
  const [first] = parts;
  if (out === undefined && parts.length > 1)
    throw new InputError(
      `found ${counted(ways.length, "chain")}, more than one flowchart takes; write one for each account with --out, or name one chain with --chain`,
    );
  if (out === undefined) return [{ file: undefined, text: first.text }];
  return parts.map(({ account, text }) => ({
    file: account === undefined ? out : named(out, account),
    text: fenced(text, out),
  }));
}

/** `picture.md` of an account: `picture-111111111111.md` */
function named(out: string, account: string): string {
  const end = extname(out);
  return `${out.slice(0, out.length - end.length)}-${account.replaceAll(/[^\w.-]+/g, "-")}${end}`;
}

/** A Markdown file has a flowchart as a block, which a comment of a pull request shows as a picture. */
const fenced = (text: string, out: string): string =>
  extname(out) === ".md" ? `\`\`\`mermaid\n${text}\`\`\`\n` : text;

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
function writeAll(files: readonly Written[], { cwd, err }: Io): void {
  const named = files.flatMap(({ file, text }) =>
    file === undefined ? [] : [{ file, text, path: resolve(cwd, file) }],
  );
  const beside = ({ path }: { readonly path: string }) => `${path}.${process.pid}.tmp`;
  try {
    for (const one of named) writeFileSync(beside(one), one.text);
    for (const one of named) renameSync(beside(one), one.path);
  } finally {
    for (const one of named) rmSync(beside(one), { force: true });
  }
  for (const { file, text } of named) err(`wrote ${file} (${Math.ceil(Buffer.byteLength(text) / 1024)} KB)\n`);
}
