import { Option } from "commander";
import { type AddCommand, CONFIG } from "./command";

const HELP = `
ACCOUNT is the key or the 12 digits of an account of the configuration. The hand-over is for its owner: every role, policy and
provider that is asked for there, a sentence for each statement, what to check, ready Terraform and commands of the AWS CLI for
that account alone, the order, how to verify and to revoke it, and a digest that the owner can quote back.

--out FOLDER/ writes all formats, and documents, Terraform and commands as files beside them. It removes what an earlier hand-over
wrote there and this one does not, and replaces no file that is not its own.

Exit status: 0 written, 1 the configuration is refuted, 2 nothing is asked for there, the configuration has errors
or a file is in the way (nothing written).

Examples:
  eks-cross-account handover account-b > handover.md
  eks-cross-account handover 222222222222 --format html --out handover.html
  eks-cross-account handover account-b --out handover/account-b/`;

export const handover: AddCommand = (program, { io, synthesizer, ends }) => {
  program
    .command("handover <account>")
    .description("write what the owner of an account is asked for, to check and to apply without this program")
    .option("--config <file>", CONFIG)
    .option("--out <file>", "file, or a folder, with a slash at the end, for all formats (default: standard output)")
    .addOption(
      new Option("--format <format>", "output format").choices(["markdown", "html", "json"]).default("markdown"),
    )
    .addHelpText("after", HELP)
    .action(async (account: string, options) =>
      ends((await import("../configuration")).handover(account, options, io, synthesizer)),
    );
};
