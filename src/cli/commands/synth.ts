import { type AddCommand, CONFIG, formatOption } from "./command";

const HELP = `
The output is proved before it is put in place: where the proof is refuted, nothing is written. What it makes and in which
order it is applied is listed at the end.

Exit status: 0 written, or equal with --check; 1 refuted, or different with --check; 2 nothing written, for a configuration
with errors or a stack that may still hold something.

Examples:
  eks-cross-account synth
  eks-cross-account synth --config my-app.yaml --out terraform
  eks-cross-account synth --check terraform`;

export const synth: AddCommand = (program, { io, synthesizer, ends }) => {
  program
    .command("synth")
    .description("write Terraform JSON for every account")
    .option("--config <file>", CONFIG)
    .option("--out <folder>", "output folder (default: CDKTF_OUTDIR, else cdktf.out, with the configuration's name)")
    .option(
      "--check <folder>",
      "compare with what --out FOLDER has written, and write nothing: exit 1 where it differs",
    )
    .option(
      "--forget <stack>",
      "drop a stack that the configuration no longer has, though its state cannot be looked into; repeatable",
      (stack: string, before: readonly string[] = []) => [...before, stack],
    )
    .option(
      "--before-apply",
      "write nothing where states are to be moved first, as what is written is applied next: exit 2",
      false,
    )
    .option("--no-prove", "do not prove the output")
    .addOption(formatOption())
    .addHelpText("after", HELP)
    .action(async (options) => ends((await import("../configuration")).synth(options, io, synthesizer)));
};
