import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { choiceOf } from "../config/suggestion";
import type { Configuration } from "../library/configuration";
import { type OutputFile, type Synthesizer, withOutput } from "../library/synthesize";
import { InputError } from "../terraform/source-location";
import { earlierFiles, filesOf, removeEarlier } from "./handover-files";
import { handoverRequest } from "./handover-request";
import type { ExitCode, Io } from "./io";
import { loadModel } from "./load-model";
import { OutputError } from "./output";
import { jsonText, problemCounts, problemText } from "./print";
import { displayPath, type ProjectOptions, projectOf } from "./project";
import { proveOutput } from "./prove-output";
import { reportRefuted } from "./refuted";
import { writeFiles } from "./write-files";

export interface HandoverOptions extends Pick<ProjectOptions, "config"> {
  readonly format: "markdown" | "html" | "json";
  /** A file, or a folder that gets all formats, and documents, Terraform and commands as files. Default: standard output. */
  readonly out?: string | undefined;
}

/**
 * Writes for the owner of an account what the configuration asks for there. Exit 0; 1 where the proof of the configuration
 * is refuted, 2 where it has an error or nothing of the account; then nothing is written.
 */
export async function handover(
  account: string,
  options: HandoverOptions,
  io: Io,
  synthesizer: () => Promise<Synthesizer>,
): Promise<ExitCode> {
  const project = projectOf(options, io);
  const { configuration, problems } = loadModel(project, io.cwd);
  if (!configuration) {
    if (options.format === "json")
      io.out(jsonText({ version: 1, configuration: displayPath(project.configFile, io.cwd), problems }));
    else io.err(`${problemText(problems, io)}\n${problemCounts(problems)}; nothing was written\n`);
    return 2;
  }
  const key = keyOf(account, configuration);
  const shown = displayPath(project.outdir, io.cwd);
  const { proved, request } = await withOutput(configuration, await synthesizer(), {}, async (files, folder) => ({
    proved: await proveOutput(configuration, folder, shown, io),
    request: handoverRequest(configuration.model, key, files()),
  }));
  if (proved.proof.verdict === "refuted") {
    await reportRefuted(proved, options, io);
    return 1;
  }
  if (request.modules.length === 0) throw new InputError(`found nothing that is asked for in account ${key}`);
  const { handoverAsHtml, handoverAsJson, handoverAsMarkdown, handoverOf } = await import("../report/handover");
  const made = handoverOf(request);
  const formats = { markdown: handoverAsMarkdown, html: handoverAsHtml, json: handoverAsJson };
  if (options.out === undefined) {
    io.out(formats[options.format](made));
    return 0;
  }
  const out = resolve(io.cwd, options.out);
  const isFolder = options.out.endsWith("/") || statSync(out, { throwIfNoEntry: false })?.isDirectory();
  if (isFolder) {
    const files: readonly OutputFile[] = [
      { path: "README.md", text: handoverAsMarkdown(made) },
      { path: "index.html", text: handoverAsHtml(made) },
      { path: "handover.json", text: handoverAsJson(made) },
      ...filesOf(made),
    ];
    const earlier = earlierFiles(out);
    const own = new Set(earlier.map(({ path }) => path));
    const strange = files.find(({ path }) => !own.has(path) && existsSync(join(out, path)));
    if (strange)
      throw new OutputError(
        `found ${displayPath(join(out, strange.path), io.cwd)}, which handover has not written, expected a folder of its own; move the file, or choose another folder; nothing was written`,
      );
    writeFiles(
      files.map(({ path, text }) => ({ path: join(out, path), text })),
      io,
    );
    for (const path of removeEarlier(out, earlier, files))
      io.err(`${join(options.out, path)}: left, since it was changed; it is no part of this hand-over\n`);
  } else writeFiles([{ path: out, text: formats[options.format](made) }], io);
  io.err(`${options.out}: what account ${made.account.id} is asked for, digest ${made.digest}\n`);
  return 0;
}

/** The key of an account that is named by its key or its number. @throws InputError */
function keyOf(account: string, { config, model }: Configuration): string {
  const listed = Object.entries(config.accounts).map(([key, { id }]) => ({ key, id }));
  const all = [...listed, ...model.documents.map(({ account: { key, id } }) => ({ key, id }))];
  const found = all.find(({ key }) => key === account) ?? all.find(({ id }) => id === account);
  if (found) return found.key;
  const keys = [...new Set(all.map(({ key }) => key))];
  throw new InputError(`found account ${account}, expected ${choiceOf(account, keys)}, or the number of one`);
}
