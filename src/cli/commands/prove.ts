import { Option } from "commander";
import { ASSUMPTIONS, INTRUDERS } from "../../proof/proof";
import { WHO_FORM } from "../../proof/who";
import type { ProveCommand } from "../prove";
import * as values from "../prove-options";
import { type AddCommand, formatOption, withAcceptances, withWorld } from "./command";

const HELP = `
A path is a folder with *.tf or *.tf.json files (one stack, named after the folder), a folder of such
folders, or what \`terraform show -json\` prints of a plan or a state. All paths are read together.
--manifests adds what others apply to a cluster: service accounts, pods, and associations of ACK. A folder with a
kustomization is read as that says; \`kustomize build\` and \`helm template\` print what their templates make.

Exit status: 0 proved or conditional, 1 refuted or unknown, 2 unusable input (nothing on stdout).
--fail-on moves the line: refuted lets unknown end with 0, conditional makes it end with 1.

Conditional: proved if the assumptions hold that the answer lists. --assume accepts one.

Intruders: ${INTRUDERS.join(", ")}
WHO, of --allow-intruders: ${WHO_FORM}
Assumptions: ${ASSUMPTIONS.join(", ")}

Examples:
  eks-cross-account prove --example
  eks-cross-account prove
  eks-cross-account prove infra/cluster infra/data --account data=222222222222
  eks-cross-account prove plan.json --expect expectations.yaml
  eks-cross-account prove infra --manifests my-cluster=deploy/prod
  helm template my-chart | eks-cross-account prove infra --manifests my-cluster=-
  eks-cross-account prove --allow-intruders other-namespace,other-service-account
  eks-cross-account prove --allow-intruders my-cluster/my-namespace/my-app=other-cluster
  eks-cross-account prove --allow-intruders other-account@333333333333
  eks-cross-account prove --assume association-admins@111111111111 --fail-on conditional
  eks-cross-account prove --format sarif > prove.sarif
  eks-cross-account prove --format markdown >> "$GITHUB_STEP_SUMMARY"

An expectations file is a YAML list of lines such as
  - { pod: my-cluster/my-namespace/my-app, can: s3:GetObject, on: data/aws_s3_bucket.data/reports/a.csv }
  - { pod: my-cluster/my-namespace/my-app, cannot: s3:PutObject, on: "arn:aws:s3:::my-data/*" }
  - { accept: other-account, by: "333333333333", on: data/aws_s3_bucket.data, why: auditors, until: 2030-12-31 }`;

export const prove: AddCommand = (program, { io, ends }) => {
  withAcceptances(
    withWorld(
      program
        .command("prove [path...]")
        .description("prove that Terraform gives each pod its access, and no other caller (default path: cdktf.out)"),
    ),
  )
    .addOption(
      new Option("--fail-on <verdict>", "the mildest verdict that ends with exit status 1")
        .choices(values.FAIL_ON)
        .default("unknown"),
    )
    .option("--example", "prove a small world that is broken on purpose; writes nothing", false)
    .addOption(formatOption("sarif", "mermaid", "markdown"))
    .option("--verbose", "show every hop with the statement that decided it", false)
    .addHelpText("after", HELP)
    .action(async (paths: readonly string[], options: ProveCommand) =>
      ends((await import("../prove")).prove(paths, options, io)),
    );
};
