import { Command, CommanderError } from "commander";
import { version } from "../../package.json";
import type { Synthesizer } from "../library/synthesize";
import { COMMANDS } from "./commands";
import { refusal } from "./file-text";
import type { ExitCode, Io } from "./io";
import { jsonText } from "./print";
import { displayPath } from "./project";

/** Errors reported by their message without a stack trace; by name, since each bundle has classes of its own. */
const REPORTED_ERRORS: ReadonlySet<string> = new Set(["OutputError", "InputError"]);

const HELP = `
Where to begin:
  I have an AccessDenied       kubectl logs deploy/my-app | eks-cross-account explain - infra
  I want access generated      eks-cross-account init && eks-cross-account synth
  I want to prove Terraform    eks-cross-account prove infra

COMMAND --help says what a command reads and its exit statuses, with examples. Without --config the configuration is
EKS_CROSS_ACCOUNT_CONFIG, else eks-cross-account.yaml of this folder.`;

/**
 * Runs the command line `args` (without node and script) and returns its exit code. With `--format json` what a command
 * throws is on standard output too, as one object, but for `prove`, whose standard output is then empty. The synthesizer
 * is loaded only by commands that synthesize, since it brings cdktf and the provider bindings.
 */
export async function run(args: readonly string[], io: Io, synthesizer: () => Promise<Synthesizer>): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = new Command("eks-cross-account")
    .description("Gives Kubernetes pods in one AWS account access to resources in another.")
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .addHelpText("after", HELP)
    .showHelpAfterError("(see --help)");
  const ends = async (ending: ExitCode | Promise<ExitCode>) => {
    code = await ending;
  };
  for (const add of COMMANDS) add(program, { io, synthesizer, ends });

  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const text = errorText(error, io);
    const command = program.commands.find((one) => one.name() === args[0]);
    if (command?.opts().format === "json")
      io.out(jsonText({ version: 1, command: command.name(), error: text, exitCode: 2 }));
    io.err(`${text}\n`);
    return 2;
  }
}

function errorText(error: unknown, { cwd }: Io): string {
  const { code, name, message, stack, path } = error as NodeJS.ErrnoException;
  if (path !== undefined) return `${displayPath(path, cwd)}: found ${refusal(error)}`;
  return code || REPORTED_ERRORS.has(name) ? message : `${stack}`;
}
