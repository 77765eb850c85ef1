import { Option } from "commander";
import * as values from "../prove-options";
import type { ReportCommand } from "../report";
import { type AddCommand, withAcceptances, withWorld } from "./command";

const HELP = `
A path is what \`prove\` takes. The page is one file that needs no network: it opens from disk, mail or a wiki.

Exit status: 0 written, whatever the verdict, which is for \`prove\` to tell; 2 unusable input (nothing is written).

Formats
  html     a page with pictures, the statements that decide each line, tables, search and filters
  svg      one picture of all chains, or of --chain
  mermaid  a flowchart for a comment of a pull request. Where all is more than one may hold, --out FILE.md writes
           one file for each account: FILE-ACCOUNT.md

Examples:
  eks-cross-account report --out report.html
  eks-cross-account report infra/cluster infra/data --out report.html
  eks-cross-account report plan.json --format svg --chain my-cluster/my-namespace/my-app --out my-app.svg
  eks-cross-account report --format mermaid --out picture.md && gh pr comment --body-file picture.md`;

export const report: AddCommand = (program, { io, ends }) => {
  withAcceptances(
    withWorld(
      program
        .command("report [path...]")
        .description("write who reaches what as a page with pictures (default path: cdktf.out)"),
    ),
  )
    .option("--out <file>", "the file to write (default: standard output)", values.parseSingle)
    .option("--chain <id>", "the one chain that a picture is of", values.parseSingle)
    .option("--example", "report a small world that is broken on purpose", false)
    .addOption(new Option("--format <format>", "output format").choices(["html", "svg", "mermaid"]).default("html"))
    .addHelpText("after", HELP)
    .action(async (paths: readonly string[], options: ReportCommand) =>
      ends((await import("../report")).report(paths, options, io)),
    );
};
