import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Answered, formats, prove as proveWorld, readWorld } from "../library/proof";
import type { AcceptedAssumption, AcceptedIntruders, ProveOptions, Verdict } from "../proof/proof";
import type { TextOptions } from "../report";
import type { GivenManifests } from "../terraform";
import { InputError } from "../terraform/source-location";
import { withChainProgress } from "./chain-progress";
import { prepareFor } from "./engine";
import type { ExpectationsFile } from "./expectations";
import { fileText, refusal } from "./file-text";
import type { ExitCode, Io } from "./io";
import { ownCommand } from "./own-command";
import type { FailOn } from "./prove-options";

/** What a world is read and proved with. */
export interface WorldCommand {
  readonly expect?: string;
  readonly account?: ReadonlyMap<string, string>;
  readonly region?: ReadonlyMap<string, string>;
  readonly var?: ReadonlyMap<string, string>;
  readonly varFile?: ReadonlyMap<string, readonly string[]>;
  readonly manifests?: readonly GivenManifests[];
  /** Whether TF_VAR_* give values. */
  readonly envVars?: boolean;
  readonly allowIntruders?: readonly AcceptedIntruders[];
  readonly scp?: readonly string[];
  readonly rcp?: readonly string[];
  readonly org?: string;
  readonly assume?: readonly AcceptedAssumption[];
}

export interface ProveCommand extends WorldCommand {
  readonly format: keyof typeof formats;
  /** Whether the world of the example is proved. */
  readonly example?: boolean;
  readonly verbose: boolean;
  /** The mildest verdict that makes the command fail. Default: unknown. */
  readonly failOn?: FailOn | undefined;
}

/** The folder of the example, from the bundle and from the sources. */
const EXAMPLE = ["../docs/example", "../../docs/example"].map((path) => join(__dirname, path));

/** The stacks of a small world that is broken on purpose. @throws InputError where there are paths too */
export function examplePaths(paths: readonly string[]): readonly string[] {
  if (paths.length > 0) throw new InputError(`found --example and ${paths.join(" ")}, expected one of them`);
  const folder = EXAMPLE.find((path) => existsSync(path));
  if (folder === undefined) throw new InputError("found no example in this installation, expected docs/example");
  return ["cluster", "data"].map((stack) => join(folder, stack));
}

const SEVERITY: readonly Verdict[] = ["proved", "conditional", "unknown", "refuted"];

const fails = (verdict: Verdict, failOn: FailOn = "unknown"): boolean =>
  SEVERITY.indexOf(verdict) >= SEVERITY.indexOf(failOn);

/**
 * Reads Terraform and decides whether every chain of it holds. Exit 0 where all are proved or proved on assumptions, 1
 * where one is refuted or unknown (or as set by `failOn`), 2, with nothing on stdout, where the input cannot be used.
 */
export async function prove(paths: readonly string[], command: ProveCommand, io: Io): Promise<ExitCode> {
  try {
    const answered = await answerTo(command.example ? examplePaths(paths) : paths, command, io);
    const text = await formats[command.format](answered, { verbose: command.verbose, ...terminal(io) });
    io.out(text);
    if (command.format === "mermaid") io.err(await tooLargeText(text));
    if (command.format === "text") io.err(pageText(paths, command, io));
    return fails(answered.answer.proof.verdict, command.failOn) ? 1 : 0;
  } catch (error) {
    io.err(`${errorText(error)}\n`);
    return 2;
  }
}

/** Says so where what was written is more than is drawn. */
async function tooLargeText(flowchart: string): Promise<string> {
  const { fits, LIMIT } = await import("../report");
  return fits(flowchart)
    ? ""
    : `this flowchart is too large: ${LIMIT}; report --format mermaid --out FILE.md writes one for each account\n`;
}

/** The command that writes the same as a page, with pictures. */
function pageText(
  paths: readonly string[],
  { example, format: _, verbose: __, failOn: ___, ...world }: ProveCommand,
  io: Io,
): string {
  const command = ownCommand("report", [...(example ? ["--example"] : paths), "--out", "report.html"], io);
  const given = Object.values(world).some((value) => value !== undefined && value !== false);
  return `page: ${command}${given ? ", with the options of this command" : ""}\n`;
}

/** Reads the worlds at `paths`, by default what synthesis writes, and proves them. @throws InputError */
export async function answerTo(paths: readonly string[], command: WorldCommand, io: Io): Promise<Answered> {
  const { cwd, env } = io;
  const options = await optionsOf(command, cwd);
  const { account, region, var: variables, varFile, manifests, envVars } = command;
  const world = await readWorld(paths.length === 0 ? [defaultPath(io)] : paths, {
    ...(account ? { accounts: account } : {}),
    ...(region ? { regions: region } : {}),
    ...(variables ? { variables } : {}),
    ...(varFile ? { variableFiles: filesIn(varFile, cwd) } : {}),
    ...(manifests ? { manifests: await Promise.all(manifests.map((one) => withInput(one, io))) } : {}),
    ...(envVars ? { environment: terraformVariables(env) } : {}),
  });
  if (manifests) (await import("./given-manifests")).checkManifests(world, manifests);
  return withChainProgress(io, (progress) =>
    proveWorld(world, {
      ...options,
      onChain(done, chains) {
        if (done === 1) prepareFor(chains);
        progress.onChain?.(done, chains);
      },
    }),
  );
}

/** With what standard input has, where that is asked for. */
const withInput = async (given: GivenManifests, io: Io): Promise<GivenManifests> =>
  given.path === "-"
    ? { ...given, path: "standard input", text: await io.input() }
    : { ...given, path: resolve(io.cwd, given.path) };

/** What synthesis writes. @throws InputError where it is not there, with the command for the Terraform that is */
function defaultPath({ cwd }: Io): string {
  const path = "cdktf.out";
  if (!existsSync(resolve(cwd, path)) && readdirSync(cwd).some((name) => /\.(tf|tofu)(\.json)?$/.test(name)))
    throw new InputError(
      `found no ${path}, which is read where no path is given, but Terraform in this folder; prove that with: eks-cross-account prove .`,
    );
  return path;
}

const filesIn = (files: ReadonlyMap<string, readonly string[]>, cwd: string): ReadonlyMap<string, readonly string[]> =>
  new Map([...files].map(([stack, some]) => [stack, some.map((file) => resolve(cwd, file))]));

/** @see https://developer.hashicorp.com/terraform/cli/config/environment-variables#tf_var_name */
const terraformVariables = (env: Io["env"]): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(env).flatMap(([name, value]) =>
      name.startsWith("TF_VAR_") && value !== undefined ? [[name.slice("TF_VAR_".length), value]] : [],
    ),
  );

async function optionsOf(
  { expect, allowIntruders, assume, scp, rcp, org }: WorldCommand,
  cwd: string,
): Promise<ProveOptions> {
  const documents = (files: readonly string[] = []) => files.map((file) => ({ file, text: inputText(file, cwd) }));
  const { expectations, accepted = [] } = expect === undefined ? {} : await expectationsIn(expect, cwd);
  const acceptances = [...(allowIntruders ?? []), ...accepted];
  return {
    ...(expectations ? { expectations, expectationsFile: expect } : {}),
    ...(acceptances.length > 0 ? { allowIntruders: acceptances } : {}),
    ...(assume ? { assume } : {}),
    scps: documents(scp),
    rcps: documents(rcp),
    ...(org === undefined ? {} : { organisation: org }),
  };
}

async function expectationsIn(file: string, cwd: string): Promise<Partial<ExpectationsFile>> {
  const text = inputText(file, cwd);
  return (await import("./expectations")).readExpectations(text, file);
}

function inputText(file: string, cwd: string): string {
  const read = fileText(resolve(cwd, file));
  if ("text" in read) return read.text;
  const expected = read.fault === "encoding" ? "text in UTF-8" : "a file that can be read";
  throw new InputError(`found ${read.found}, expected ${expected}`, { file });
}

/** How texts are laid out for the reader of `io`. */
export function terminal({ outColors, columns, cwd }: Io): Omit<TextOptions, "verbose"> {
  const texts = new Map<string, string | undefined>();
  return {
    color: outColors.isColorSupported,
    width: columns,
    source(file) {
      if (!texts.has(file)) texts.set(file, textOf(resolve(cwd, file)));
      return texts.get(file);
    },
  };
}

/** The text of a file; undefined where there is none that can be read. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** The message of an error, with the location of an input error. Any other error is a defect of this program, reported without a stack trace. */
export function errorText(error: unknown): string {
  if (error instanceof InputError) {
    const { location, message } = error;
    return location ? `${location.file}${location.line === undefined ? "" : `:${location.line}`}: ${message}` : message;
  }
  const { code, message, path, name } = error as NodeJS.ErrnoException;
  if (name === "OutputError") return message;
  if (path !== undefined) return `${path}: found ${refusal(error)}`;
  return code ? message : `internal error, please report it: ${message}`;
}
