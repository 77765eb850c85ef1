import { Command, CommanderError, Option } from "commander";
import { version } from "../../package.json";
import { jsonSchema } from "../config";
import { check } from "./check";
import { deploy } from "./deploy";
import type { ExitCode, Io } from "./io";
import { OutputError } from "./output";
import { json } from "./print";
import { CONFIG_VARIABLE, DEFAULT_CONFIG } from "./project";
import { type Synthesizer, synth } from "./synth";

const CONFIG = `configuration file (default: ${CONFIG_VARIABLE}, else ${DEFAULT_CONFIG})`;
const format = () => new Option("--format <format>", "what to print").choices(["text", "json"]).default("text");

/**
 * Runs the command line `args` (without node and script) and returns its exit code. The synthesizer
 * is loaded only by commands that synthesize, since it brings cdktf and the provider bindings.
 */
export async function run(args: readonly string[], io: Io, synthesizer: () => Promise<Synthesizer>): Promise<ExitCode> {
  let code: ExitCode = 0;
  const ends = async (ending: ExitCode | Promise<ExitCode>) => {
    code = await ending;
  };
  const program = new Command("eks-cross-account")
    .description("Gives Kubernetes pods in one AWS account access to resources in another.")
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError("(--help shows what there is)");

  program
    .command("synth")
    .description("write Terraform JSON for every account")
    .option("--config <file>", CONFIG)
    .option("--out <folder>", "output folder (default: CDKTF_OUTDIR, else cdktf.out, with the configuration's name)")
    .addOption(format())
    .action((options) => ends(synth(options, io, synthesizer)));
  program
    .command("check [file]")
    .description("check a configuration; write nothing")
    .option("--config <file>", CONFIG)
    .addOption(format())
    .action((file, options) => ends(check({ ...options, config: file ?? options.config }, io)));
  program
    .command("schema")
    .description("print the JSON Schema of the configuration, for editors")
    .action(() => io.out(json(jsonSchema())));
  for (const verb of ["deploy", "destroy"] as const)
    program
      .command(`${verb} [stacks...]`)
      .description(`run cdktf ${verb} for stacks, one at a time, in ${verb === "deploy" ? "" : "reverse "}order`)
      .option("--config <file>", CONFIG)
      .option("--auto-approve", "do not ask", false)
      .action((stacks, options) => ends(deploy(verb, { ...options, stacks }, io)));

  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { code: cause, message, stack } = error as NodeJS.ErrnoException;
    io.err(`${cause || error instanceof OutputError ? message : stack}\n`);
    return 2;
  }
}
