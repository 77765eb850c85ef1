import { type Command, InvalidArgumentError, Option } from "commander";
import type { DeployOptions, Verb } from "../deploy/options";
import { type AddCommand, CONFIG, type Context, formatOption } from "./command";

const DESCRIPTION: Readonly<Record<Verb, string>> = {
  plan: "show what deploy would change, and what pods gain or lose by it",
  deploy: "synthesize, and apply stacks in order with Terraform or OpenTofu",
  destroy: "destroy what stacks hold, in reverse order",
};

const ENDS = `
Exit status: 0 done, 1 a stack failed, the proof is refuted or a pod has no access, 2 nothing was done; where a signal
ended it, 128 and its number. Run again, it goes on where it ended.
`;

const HELP: Readonly<Record<Verb, string>> = {
  plan: `
Writes the output like synth, and runs Terraform's init and plan in the folder of each stack. No stack named stands for all.
A stack that reads outputs which another one has yet to give is planned by deploy, once that one is applied.
${ENDS}
Examples:
  eks-cross-account plan
  eks-cross-account plan account-b --verbose
  eks-cross-account plan --format json > plan.json`,
  deploy: `
No stack named stands for all. Stacks that do not wait for each other are applied at the same time. Asks once for all that
can be planned, and once for each stack that can be planned only then.
${ENDS}
Examples:
  eks-cross-account deploy
  eks-cross-account deploy --verify
  eks-cross-account deploy account-a-primary account-b
  eks-cross-account deploy --terraform tofu --parallel 8
  eks-cross-account deploy --auto-approve --format json > deployed.json
  eks-cross-account deploy --via cdktf account-a-primary`,
  destroy: `
Works on the output as it lies there, so that a stack that has left the configuration can be destroyed too. No stack named
stands for all.
${ENDS}
Examples:
  eks-cross-account destroy
  eks-cross-account destroy account-a-rest
  eks-cross-account destroy --auto-approve`,
};

export const deploy: AddCommand = (program, context) => {
  for (const verb of ["plan", "deploy", "destroy"] as const) add(verb, program, context);
};

function add(verb: Verb, program: Command, { io, synthesizer, ends }: Context): void {
  const command = program
    .command(`${verb} [stacks...]`)
    .description(DESCRIPTION[verb])
    .option("--config <file>", CONFIG)
    .option("--out <folder>", "output folder, as of synth")
    .option("--terraform <path>", "the program to run (default: TERRAFORM_BINARY_NAME, else terraform, else tofu)")
    .option("--parallel <n>", "how many stacks are worked on at a time", positive, 4)
    .option("--lock-timeout <duration>", "how long Terraform waits for the lock of a state", "60s")
    .option("--verbose", "show Terraform's own plans too", false)
    .addOption(formatOption())
    .addHelpText("after", HELP[verb]);
  if (verb !== "plan")
    command
      .option("--auto-approve", "ask for no approval", false)
      .addOption(
        new Option("--via <program>", "cdktf: run the command line of cdktf, stack by stack")
          .choices(["terraform", "cdktf"])
          .default("terraform"),
      );
  if (verb === "deploy")
    command
      .option("--verify", "wait for the checks of workloads with verify, and say whether access works", false)
      .option("--verify-timeout <seconds>", "how long a check may take", positive, 300)
      .option("--kubectl <path>", "kubectl, by which checks are read (default: on PATH)")
      .option("--kubeconfig <file>", "read checks by this file, by contexts that are called by the ARNs of clusters");
  command.action(async (stacks: readonly string[], options: Omit<DeployOptions, "stacks">) => {
    const { deploy: run, viaCdktf } = await import("../configuration");
    const given = { ...options, stacks };
    return ends(
      verb !== "plan" && options.via === "cdktf" ? viaCdktf(verb, given, io) : run(verb, given, io, synthesizer),
    );
  });
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("Expected a whole number from 1 on.");
  return number;
}
