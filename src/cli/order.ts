import { existsSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { version } from "../../package.json";
import { atlantisText, githubText, orderText, roleVariables, terragruntFiles, type Unit, unitsOf } from "../order";
import { InputError } from "../terraform/source-location";
import type { ExitCode, Io } from "./io";
import { loadModel } from "./load-model";
import { OutputError } from "./output";
import { jsonText, problemText } from "./print";
import {
  displayPath,
  folderOf,
  isFolder,
  type Project,
  type ProjectOptions,
  projectOf,
  stackDir,
  withLayout,
} from "./project";
import { packageUrl } from "./release";
import { repositoryRoot } from "./repository-root";
import { writeFiles } from "./write-files";

export type OrderFormat = "text" | "json" | "github" | "atlantis" | "terragrunt";

export interface OrderOptions extends ProjectOptions {
  readonly format: OrderFormat;
  /** Whether files are written to where their program looks for them, in place of standard output. Default: false. */
  readonly write?: boolean | undefined;
}

interface Written {
  readonly path: string;
  readonly text: string;
}

/**
 * Prints in which order the stacks of a configuration are applied and why, or the same for a program that runs
 * Terraform. Exit 0; 2 where the configuration has an error or a file is not this command's to replace.
 * @throws OutputError where a file of somebody else is in the way
 */
export function order(options: OrderOptions, io: Io): ExitCode {
  const { format } = options;
  if (options.write && (format === "text" || format === "json"))
    throw new InputError(`found --write with --format ${format}, expected github, atlantis or terragrunt`);
  const unread = projectOf(options, io);
  const { configuration, problems } = loadModel(unread, io.cwd);
  const json = (stacks: readonly object[]): string =>
    jsonText({ version: 1, configuration: displayPath(unread.configFile, io.cwd), stacks, problems });
  if (format !== "json") io.err(problemText(problems, io));
  else if (!configuration) io.out(json([]));
  if (!configuration) return 2;
  const project = withLayout(unread, configuration.model.layout, options, io);
  if (project.layout === "modules" && format !== "text" && format !== "json")
    throw new InputError(
      `found --format ${format} with layout: modules, expected text or json: modules do not run by themselves, and the root module that calls them has their order in depends_on`,
    );
  const root = repositoryRoot(io.cwd) ?? io.cwd;
  const from = format === "text" || format === "json" ? io.cwd : root;
  const units = unitsOf(configuration.model, (stack) => posix(from, folderOf(project, stack)));
  if (format === "json") {
    io.out(json(units.map(unitJson)));
    return 0;
  }
  if (format === "github" || format === "atlantis") refuseOutside(project, root, format, io);
  const files = filesOf(units, format, project, root, io);
  if (!options.write) {
    const several = files.length > 1;
    io.out(files.map(({ path, text }) => (several ? `# ${posix(io.cwd, path)}\n${text}` : text)).join("\n"));
  } else write(files, io);
  io.err(notesOf(units, format));
  return 0;
}

/** @throws InputError for what is not in a clone of the repository; Atlantis takes no directory with `..` and no pattern */
function refuseOutside({ configFile, outdir }: Project, root: string, format: OrderFormat, { cwd }: Io): void {
  for (const path of [configFile, outdir]) {
    const found = displayPath(path, cwd);
    if (posix(root, path).startsWith(".."))
      throw new InputError(`found ${found}, expected a path in the repository, which is all that ${format} checks out`);
    if (format === "atlantis" && /[*?[]/.test(posix(root, path)))
      throw new InputError(`found ${found}, expected a path without *, ? and [, which are patterns to Atlantis`);
  }
}

function filesOf(
  units: readonly Unit[],
  format: Exclude<OrderFormat, "json">,
  project: Project,
  root: string,
  io: Io,
): readonly Written[] {
  const at = (path: string, text: string): readonly Written[] => [{ path: join(root, path), text }];
  const marked = (text: string) => `${markOf(format, posix(root, project.configFile))}${text}`;
  switch (format) {
    case "text":
      return at("", orderText(units, io.outColors.bold));
    case "github": {
      const settings = {
        folder: posix(root, io.cwd),
        configuration: posix(io.cwd, project.configFile),
        out: posix(io.cwd, project.outdir),
        package: packageUrl(version),
      };
      return at(".github/workflows/eks-cross-account-apply.yml", marked(githubText(units, settings)));
    }
    case "atlantis":
      return at("atlantis.yaml", marked(atlantisText(units, patternsOf(project, root))));
    case "terragrunt":
      return terragruntFiles(units).map(({ stack, text }) => ({
        path: join(stackDir(project, stack), "terragrunt.hcl"),
        text: marked(text),
      }));
  }
}

/** The files of the configuration, for programs that look for changes. */
const patternsOf = ({ configFile }: Project, root: string): readonly string[] =>
  (isFolder(configFile) ? ["*.yaml", "*.yml"].map((name) => join(configFile, name)) : [configFile]).map((path) =>
    posix(root, path),
  );

const unitJson = ({ account: { key, id, region }, losesState: _, ...unit }: Unit) => ({
  ...unit,
  account: { key, id, region },
});

const firstLine = (text: string): string => text.slice(0, text.indexOf("\n"));

const MARK = "# Made by `eks-cross-account order";
const markOf = (format: OrderFormat, configuration: string): string =>
  `${MARK} --format ${format}\` of ${configuration}: make it again when the stacks change.\n`;

/** What somebody else has written is in the way, and so is what was made of another configuration of the repository. */
function write(files: readonly Written[], io: Io): void {
  for (const { path, text } of files)
    if (existsSync(path) && firstLine(readFileSync(path, "utf8")) !== firstLine(text))
      throw new OutputError(
        `found ${displayPath(path, io.cwd)}, which this command has not made of this configuration, expected a path that is free: nothing was written. Without --write it is printed, to be joined with what is there`,
      );
  writeFiles(files, io);
  for (const { path } of files) io.err(`wrote ${displayPath(path, io.cwd)}\n`);
}

/** What a person has to do besides. */
function notesOf(units: readonly Unit[], format: OrderFormat): string {
  if (format !== "github" && format !== "atlantis") return "";
  const lost = units.filter(({ losesState }) => losesState).map(({ stack }) => stack);
  const profiles = [
    ...new Map(
      units.filter(({ account }) => account.profile !== undefined).map(({ account }) => [account.key, account.profile]),
    ),
  ];
  return [
    ...(lost.length > 0
      ? [
          `warning: the state of ${lost.join(", ")} is a file, or nothing here says where it is: it may be lost with the machine that applies. Set defaults.backend`,
        ]
      : []),
    ...profiles.map(
      ([account, profile]) =>
        `warning: account ${account} is signed in to by the profile ${profile}, which must be there where this runs`,
    ),
    ...(format === "atlantis"
      ? units
          .filter(({ variables }) => variables.length > 0)
          .map(
            ({ stack, variables }) =>
              `warning: ${stack} takes ${variables.map(({ name }) => name).join(", ")}, which Atlantis does not hand over: set TF_VAR_… in a workflow of the server, or give the bucket a fixed name`,
          )
      : []),
    ...(format === "github"
      ? [`set these variables of the repository, each to the ARN of a role: ${roleVariables(units).join(", ")}`]
      : []),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

const posix = (from: string, to: string): string => relative(from, to).split(sep).join("/") || ".";
