import { InputError } from "../../terraform/source-location";
import { type AddCommand, CONFIG, formatOption } from "./command";

const HELP = `
FILE is the same as --config FILE. All problems are reported at once, each with file:line:column, what was found, what was
expected and what to do; docs/rules.md lists them by id.

Exit status: 0 valid, also with warnings, 2 errors, or no configuration to read.

Examples:
  eks-cross-account check
  eks-cross-account check teams/
  eks-cross-account check my-app.yaml --format json`;

export const check: AddCommand = (program, { io, ends }) => {
  program
    .command("check [file]")
    .description("check a configuration; write nothing")
    .option("--config <file>", CONFIG)
    .addOption(formatOption())
    .addHelpText("after", HELP)
    .action(async (file: string | undefined, options) => {
      if (file !== undefined && options.config !== undefined && file !== options.config)
        throw new InputError(`found ${file} and --config ${options.config}, expected one of them`);
      await ends((await import("../configuration")).check({ ...options, config: file ?? options.config }, io));
    });
};
