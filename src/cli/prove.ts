import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { version } from "../../package.json";
import type { AcceptedAssumption, AcceptedIntruders, Proof, ProveOptions, Verdict } from "../proof/proof";
import { InputError } from "../terraform/source-location";
import type { ExpectationsFile } from "./expectations";
import type { ExitCode, Io } from "./io";
import type { FailOn } from "./prove-options";

export interface ProveCommand {
  readonly expect?: string;
  readonly account?: ReadonlyMap<string, string>;
  readonly region?: ReadonlyMap<string, string>;
  readonly var?: ReadonlyMap<string, string>;
  readonly varFile?: ReadonlyMap<string, readonly string[]>;
  /** Whether TF_VAR_* give values. */
  readonly envVars?: boolean;
  readonly allowIntruders?: readonly AcceptedIntruders[];
  readonly scp?: readonly string[];
  readonly rcp?: readonly string[];
  readonly org?: string;
  readonly format: "text" | "json" | "sarif";
  readonly verbose: boolean;
  /** The mildest verdict that makes the command fail. Default: unknown. */
  readonly failOn?: FailOn | undefined;
  readonly assume?: readonly AcceptedAssumption[];
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
    const proof = await proofOf(paths.length === 0 ? [defaultPath(io)] : paths, command, io);
    io.out(await reported(proof, command, io));
    return fails(proof.verdict, command.failOn) ? 1 : 0;
  } catch (error) {
    io.err(`${errorText(error)}\n`);
    return 2;
  }
}

// the prover is loaded on demand, so that other commands start without it

async function proofOf(paths: readonly string[], command: ProveCommand, { cwd, env }: Io): Promise<Proof> {
  const options = await optionsOf(command, cwd);
  const [{ readWorlds }, { proveWorlds }] = await Promise.all([import("../terraform"), import("../proof")]);
  const { account, region, var: variables, varFile, envVars } = command;
  const worlds = await readWorlds(paths, {
    ...(account ? { accounts: account } : {}),
    ...(region ? { regions: region } : {}),
    ...(variables ? { variables } : {}),
    ...(varFile ? { variableFiles: filesIn(varFile, cwd) } : {}),
    ...(envVars ? { environment: terraformVariables(env) } : {}),
  });
  return proveWorlds(worlds, options);
}

/** What synthesis writes. @throws InputError where it is not there, with the command for the Terraform that is */
function defaultPath({ cwd }: Io): string {
  const path = "cdktf.out";
  if (!existsSync(resolve(cwd, path)) && readdirSync(cwd).some((name) => /\.tf(\.json)?$/.test(name)))
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
  { expect, allowIntruders, assume, scp, rcp, org }: ProveCommand,
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
  try {
    return readFileSync(resolve(cwd, file), "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const found = code === "ENOENT" ? "no such file" : code === "EISDIR" ? "a folder" : message;
    throw new InputError(`found ${found}, expected a file that can be read`, { file });
  }
}

async function reported(proof: Proof, { format, verbose, expect }: ProveCommand, { outColors }: Io): Promise<string> {
  // SARIF needs modules of Node that nothing else does
  if (format === "sarif")
    return (await import("../report/sarif")).asSarif(proof, { version, expectationsFile: expect });
  const { asJson, asText } = await import("../report");
  return format === "json" ? asJson(proof, { verbose }) : asText(proof, { verbose, color: outColors.isColorSupported });
}

/** The message of an error, with the location of an input error. Any other error is a defect of this program, reported without a stack trace. */
function errorText(error: unknown): string {
  if (error instanceof InputError) {
    const { location, message } = error;
    return location ? `${location.file}${location.line === undefined ? "" : `:${location.line}`}: ${message}` : message;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  return code ? message : `internal error, please report it: ${message}`;
}
