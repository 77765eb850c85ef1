import { type Command, Option } from "commander";
import type { Synthesizer } from "../../library/synthesize";
import { parseAssumption, parseIntruders } from "../acceptance-options";
import type { ExitCode, Io } from "../io";
import { CONFIG_VARIABLE, DEFAULT_CONFIG } from "../project";
import * as values from "../prove-options";

/** What a command runs with. */
export interface Context {
  readonly io: Io;
  /** Loaded only by commands that synthesize, since it brings cdktf and the provider bindings. */
  readonly synthesizer: () => Promise<Synthesizer>;
  /** Takes the exit code of the command. */
  readonly ends: (code: ExitCode | Promise<ExitCode>) => Promise<void>;
}

/** Adds a command to the program. Its work is loaded when it runs: code that reads a configuration takes longer than a proof. */
export type AddCommand = (program: Command, context: Context) => void;

export const CONFIG = `configuration: a file, or a folder of files that are read as one (default: ${CONFIG_VARIABLE}, else ${DEFAULT_CONFIG})`;

export const formatOption = (...others: readonly string[]) =>
  new Option("--format <format>", "output format").choices(["text", "json", ...others]).default("text");

/** The options by which a world is read, of each command that reads one. */
export const withWorld = (command: Command): Command =>
  command
    .option(
      "--account <STACK[.ALIAS]=ID>",
      "account of a stack, or of a provider alias in it; repeatable",
      values.parseAccount,
    )
    .option(
      "--region <STACK[.ALIAS]=REGION>",
      "region of a stack or provider alias that sets none; repeatable",
      values.parseRegion,
    )
    .option("--var <STACK.NAME=VALUE>", "value of a Terraform variable; repeatable", values.parseVariable)
    .option(
      "--var-file <STACK=FILE>",
      "file of values for a stack's variables, as terraform -var-file takes it; repeatable",
      values.parseVariableFile,
    )
    .option(
      "--manifests <CLUSTER=PATH>",
      "Kubernetes objects of a cluster, by its name or ARN: a file or folder of YAML, - for standard input; repeatable",
      values.parseManifests,
    )
    .option("--env-vars", "take values of variables from TF_VAR_* in the environment, as Terraform does", false)
    .option("--scp <file>", "service control policy in force in every account; repeatable", values.parseFiles)
    .option("--rcp <file>", "resource control policy in force in every account; repeatable", values.parseFiles)
    .option("--org <id>", "id of the organisation that the accounts belong to", values.parseOrganisation);

/** What is expected of a world and accepted in it, of each command that proves one. */
export const withAcceptances = (command: Command): Command =>
  command
    .option("--expect <file>", "expectations: what each pod can and cannot do (YAML)", values.parseSingle)
    .option(
      "--allow-intruders <[CHAIN=]ID[@WHO][,ID...]>",
      "accept intruders by id, for all chains or one, all of them or those that WHO names; repeatable",
      parseIntruders,
    )
    .option(
      "--assume <[CHAIN=]ID[@SUBJECT]>",
      "accept an assumption by id, for all chains or one; repeatable",
      parseAssumption,
    );
