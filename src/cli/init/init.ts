import { InputError } from "../../terraform/source-location";
import type { ExitCode, Io } from "../io";
import { ownCommand } from "../own-command";
import { displayPath, projectOf } from "../project";
import { isCancelled } from "../prompts";
import { type Answers, PLACEHOLDERS } from "./answers";
import { filesFor } from "./files";
import { knownTo } from "./known";
import { askAll, FLAGS } from "./questions";
import { writeAll } from "./write";

/** The options of the command: answers that are given, and the rest. */
export interface InitOptions extends Partial<Omit<Answers, "newBucket" | "bucket">> {
  readonly config?: string | undefined;
  readonly yes: boolean;
  /** Name of a bucket that exists. */
  readonly bucket?: string | undefined;
  /** Prefix of the name of a bucket that does not. */
  readonly newBucket?: string | undefined;
}

/**
 * Writes a configuration from answers to questions, and what belongs beside it. Exit 0, or 2 with nothing written where a
 * file is in the way, an answer cannot stand, a question is left, or there is no terminal to ask at.
 */
export async function init({ config, yes, ...options }: InitOptions, io: Io): Promise<ExitCode> {
  const { configFile } = projectOf({ config }, io);
  if (!yes && !io.prompts)
    throw new InputError(
      `found no terminal to ask at, expected --yes, which takes the usual answer for each of these that is not given: ${Object.values(FLAGS).join(" ")}`,
    );
  const prompts = yes ? undefined : await io.prompts?.();
  const shown = (path: string) => displayPath(path, io.cwd);
  try {
    const answers = await askAll(givenBy(options), knownTo(io), prompts);
    const paths = writeAll(filesFor(answers, configFile, io.cwd), shown);
    io.out(`${["wrote", ...paths.map((path) => `  ${shown(path)}`), ...placeholdersIn(answers)].join("\n")}\n`);
    io.out(`next: ${ownCommand("synth", config === undefined ? [] : ["--config", config], io)}\n`);
    return 0;
  } catch (error) {
    if (!isCancelled(error)) throw error;
    io.err("stopped at a question; nothing was written\n");
    return 2;
  }
}

function givenBy({ bucket, newBucket, ...given }: Omit<InitOptions, "config" | "yes">): Partial<Answers> {
  if (bucket !== undefined && newBucket !== undefined)
    throw new InputError("found --bucket and --new-bucket, expected one of them: the bucket exists or is made");
  if (given.issuer !== undefined && given.mechanism !== "irsa")
    throw new InputError("found --issuer, expected it with --mechanism irsa only");
  if (bucket !== undefined) return { ...given, newBucket: false, bucket };
  return newBucket === undefined ? given : { ...given, newBucket: true, bucket: newBucket };
}

/** Says which values stand for ones that nobody gave. */
function placeholdersIn(answers: Answers): readonly string[] {
  const standing = [answers.clusterAccount, answers.resourceAccount].filter((id) =>
    Object.values<string>(PLACEHOLDERS).includes(id),
  );
  const examples = [...new Set(standing), ...(usesExampleIssuer(answers) ? [answers.issuer] : [])];
  return examples.length === 0 ? [] : [`to be replaced, as it is only an example: ${examples.join(", ")}`];
}

const usesExampleIssuer = ({ mechanism, issuer }: Answers): boolean =>
  mechanism === "irsa" && issuer.includes("EXAMPLE");
