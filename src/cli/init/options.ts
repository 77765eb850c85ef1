import { type Command, Option } from "commander";
import { CONFIG_VARIABLE, DEFAULT_CONFIG } from "../project";
import { ACCESS, MECHANISMS } from "./answers";

const INIT_HELP = `
At a terminal it asks for what is not given, and offers the accounts of ~/.aws/config (AWS_CONFIG_FILE) and the clusters of
the kubeconfig (KUBECONFIG). It reads names and account ids there, runs nothing, and asks AWS nothing.

Exit status: 0 written, 2 nothing written.

Examples:
  eks-cross-account init
  eks-cross-account init --yes --cluster shop --cluster-account 111111111111 --resource-account 222222222222
  eks-cross-account init --yes --mechanism irsa --namespace web --service-account api --bucket reports --workflow`;

/** Describes the command and its options, which the program reads without loading the rest of it. */
export const withInitOptions = (command: Command): Command =>
  command
    .description("write a configuration from answers to questions, or from options; replaces nothing")
    .option("--config <file>", `configuration to write (default: ${CONFIG_VARIABLE}, else ${DEFAULT_CONFIG})`)
    .option("--yes", "ask nothing: the usual answer for what is not given", false)
    .addOption(new Option("--mechanism <mechanism>", "how the pod gets credentials").choices(MECHANISMS))
    .option("--cluster <name>", "name of the EKS cluster")
    .option("--cluster-profile <profile>", "profile of the AWS CLI for the cluster's account")
    .option("--cluster-account <id>", "account of the cluster, 12 digits")
    .option("--cluster-region <region>", "region of the cluster")
    .option("--issuer <url>", "OIDC issuer of the cluster; with --mechanism irsa")
    .option("--namespace <namespace>", "namespace of the pod")
    .option("--service-account <name>", "service account of the pod")
    .option("--resource-profile <profile>", "profile of the AWS CLI for the bucket's account")
    .option("--resource-account <id>", "account of the bucket, 12 digits")
    .option("--resource-region <region>", "region of the bucket")
    .option("--bucket <name>", "bucket that exists")
    .option("--new-bucket <prefix>", "prefix of the name of a bucket to make")
    .addOption(new Option("--access <access>", "what the pod may do with the bucket's objects").choices(ACCESS))
    .option("--workflow", "write a GitHub workflow that checks and proves each change")
    .addHelpText("after", INIT_HELP);
