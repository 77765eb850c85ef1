import { Option } from "commander";
import type { OrderOptions } from "../order";
import { type AddCommand, CONFIG } from "./command";

const FORMATS = ["text", "json", "github", "atlantis", "terragrunt"];

const HELP = `
Formats
  text, json   the stacks in waves, what each waits for and why
  github       a workflow: a job for each stack, which plans in pull requests and applies on main
               (--write: .github/workflows/eks-cross-account-apply.yml)
  atlantis     the projects of an atlantis.yaml (--write: in the root of the repository)
  terragrunt   a terragrunt.hcl for each stack (--write: in the stack's folder)

Exit status: 0 printed or written, 2 nothing written.

Examples:
  eks-cross-account order
  eks-cross-account order --format github --write
  eks-cross-account order --format atlantis > atlantis.yaml
  eks-cross-account order --format terragrunt --out terraform --write`;

export const order: AddCommand = (program, { io, ends }) => {
  program
    .command("order")
    .description("print in which order the stacks are applied and why, also for GitHub, Atlantis and Terragrunt")
    .option("--config <file>", CONFIG)
    .option("--out <folder>", "output folder of synth, in which the stacks are (default: as synth's)")
    .addOption(new Option("--format <format>", "output format").choices(FORMATS).default("text"))
    .option(
      "--write",
      "write to where the program looks for it, instead of printing; replaces only what it made",
      false,
    )
    .addHelpText("after", HELP)
    .action(async (options: OrderOptions) => ends((await import("../configuration")).order(options, io)));
};
