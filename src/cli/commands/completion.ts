import { Argument } from "commander";
import { completionScript, SHELLS, type Shell } from "../completion";
import type { AddCommand } from "./command";

const HELP = `
Examples:
  eval "$(eks-cross-account completion bash)"
  eval "$(eks-cross-account completion zsh)"`;

export const completion: AddCommand = (program, { io }) => {
  program
    .command("completion")
    .description("print a script that completes commands and options in a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .addHelpText("after", HELP)
    .action((shell: Shell) => io.out(completionScript(program, shell)));
};
