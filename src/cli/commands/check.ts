import { type AddCommand, CONFIG, formatOption } from "./command";

export const check: AddCommand = (program, { io, ends }) => {
  program
    .command("check [file]")
    .description("check a configuration; write nothing")
    .option("--config <file>", CONFIG)
    .addOption(formatOption())
    .action(async (file, options) =>
      ends((await import("../configuration")).check({ ...options, config: file ?? options.config }, io)),
    );
};
