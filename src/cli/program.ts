import { Argument, Command, CommanderError, Option } from "commander";
import { version } from "../../package.json";
import type { Synthesizer } from "../library/synthesize";
import { ASSUMPTIONS, HOPS, INTRUDERS } from "../proof/proof";
import { WHO_FORM } from "../proof/who";
import { parseAssumption, parseIntruders } from "./acceptance-options";
import { completionScript, SHELLS, type Shell } from "./completion";
import { refusal } from "./file-text";
import type { InitOptions } from "./init/init";
import { withInitOptions } from "./init/options";
import type { ExitCode, Io } from "./io";
import { CONFIG_VARIABLE, DEFAULT_CONFIG, displayPath } from "./project";
import type { ProveCommand, WorldCommand } from "./prove";
import * as values from "./prove-options";

const CONFIG = `configuration file (default: ${CONFIG_VARIABLE}, else ${DEFAULT_CONFIG})`;
const format = (...others: readonly string[]) =>
  new Option("--format <format>", "output format").choices(["text", "json", ...others]).default("text");

const PROVE_HELP = `
A path is a folder with *.tf or *.tf.json files (one stack, named after the folder), a folder of such
folders, or what \`terraform show -json\` prints of a plan or a state. All paths are read together.

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

const EXPLAIN_HELP = `
WHAT is
  CHAIN          my-cluster/my-namespace/my-app: the hop at which the pod fails, else all of its hops
  CHAIN/HOP      one of ${HOPS.join(", ")}
  CHAIN/grant/ACTION
  -              an error of AWS on standard input, as a log has it: the hop that it comes from

A path is what \`prove\` takes. Each document that has a say is shown with its statements: what of each fits the request,
what does not, and what the request has instead.

Exit status: 0 the hop is allowed, 1 denied or unknown, 2 unusable input (nothing on stdout).

Examples:
  eks-cross-account explain my-cluster/my-namespace/my-app infra
  eks-cross-account explain my-cluster/my-namespace/my-app/target-trust infra
  kubectl logs my-app | eks-cross-account explain - infra`;

/** The options by which a world is read, of each command that reads one. */
const withWorld = (command: Command): Command =>
  command
    .option(
      "--account <STACK[.ALIAS]=ID>",
      "account of a stack, or of a provider alias in it; repeatable",
      values.parseAccount,
    )
    .option(
      "--region <STACK[.ALIAS]=REGION>",
      "region of a stack or provider alias that sets none; repeatable",
      values.parseRegion,
    )
    .option("--var <STACK.NAME=VALUE>", "value of a Terraform variable; repeatable", values.parseVariable)
    .option(
      "--var-file <STACK=FILE>",
      "file of values for a stack's variables, as terraform -var-file takes it; repeatable",
      values.parseVariableFile,
    )
    .option("--env-vars", "take values of variables from TF_VAR_* in the environment, as Terraform does", false)
    .option("--scp <file>", "service control policy in force in every account; repeatable", values.parseFiles)
    .option("--rcp <file>", "resource control policy in force in every account; repeatable", values.parseFiles)
    .option("--org <id>", "id of the organisation that the accounts belong to", values.parseOrganisation);

/** Errors reported by their message without a stack trace; by name, since each bundle has classes of its own. */
const REPORTED_ERRORS: ReadonlySet<string> = new Set(["OutputError", "InputError"]);

// Commands are loaded on demand: loading the code that reads a configuration takes longer than proving.

/**
 * Runs the command line `args` (without node and script) and returns its exit code. The synthesizer
 * is loaded only by commands that synthesize, since it brings cdktf and the provider bindings.
 */
export async function run(args: readonly string[], io: Io, synthesizer: () => Promise<Synthesizer>): Promise<ExitCode> {
  let code: ExitCode = 0;
  const ends = async (ending: ExitCode | Promise<ExitCode>) => {
    code = await ending;
  };
  const program = new Command("eks-cross-account")
    .description("Gives Kubernetes pods in one AWS account access to resources in another.")
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError("(see --help)");

  withInitOptions(program.command("init")).action(async (options: InitOptions) =>
    ends((await import("./configuration")).init(options, io)),
  );
  program
    .command("synth")
    .description("write Terraform JSON for every account")
    .option("--config <file>", CONFIG)
    .option("--out <folder>", "output folder (default: CDKTF_OUTDIR, else cdktf.out, with the configuration's name)")
    .option(
      "--check <folder>",
      "compare with what --out FOLDER has written, and write nothing: exit 1 where it differs",
    )
    .option("--no-prove", "do not prove the output")
    .addOption(format())
    .action(async (options) => ends((await import("./configuration")).synth(options, io, synthesizer)));
  program
    .command("check [file]")
    .description("check a configuration; write nothing")
    .option("--config <file>", CONFIG)
    .addOption(format())
    .action(async (file, options) =>
      ends((await import("./configuration")).check({ ...options, config: file ?? options.config }, io)),
    );
  program
    .command("schema")
    .description("print the JSON Schema of the configuration, for editors")
    .action(async () => {
      const { jsonText, jsonSchema } = await import("./configuration");
      io.out(jsonText(jsonSchema()));
    });
  for (const verb of ["deploy", "destroy"] as const)
    program
      .command(`${verb} [stacks...]`)
      .description(`run cdktf ${verb} for stacks, one at a time, in ${verb === "deploy" ? "" : "reverse "}order`)
      .option("--config <file>", CONFIG)
      .option("--auto-approve", "apply without asking for approval", false)
      .action(async (stacks, options) =>
        ends((await import("./configuration")).deploy(verb, { ...options, stacks }, io)),
      );
  withWorld(
    program
      .command("prove [path...]")
      .description("prove that Terraform gives each pod its access, and no other caller (default path: cdktf.out)"),
  )
    .option("--expect <file>", "expectations: what each pod can and cannot do (YAML)", values.parseSingle)
    .option(
      "--allow-intruders <[CHAIN=]ID[@WHO][,ID...]>",
      "accept intruders by id, for all chains or one, all of them or those that WHO names; repeatable",
      parseIntruders,
    )
    .option(
      "--assume <[CHAIN=]ID[@SUBJECT]>",
      "accept an assumption by id, for all chains or one; repeatable",
      parseAssumption,
    )
    .addOption(
      new Option("--fail-on <verdict>", "the mildest verdict that ends with exit status 1")
        .choices(values.FAIL_ON)
        .default("unknown"),
    )
    .option("--example", "prove a small world that is broken on purpose; writes nothing", false)
    .addOption(format("sarif", "mermaid", "markdown"))
    .option("--verbose", "show every hop with the statement that decided it", false)
    .addHelpText("after", PROVE_HELP)
    .action(async (paths: readonly string[], options: ProveCommand) =>
      ends((await import("./prove")).prove(paths, options, io)),
    );

  withWorld(
    program
      .command("explain <what> [path...]")
      .description(
        "show how a hop of a chain was decided, or find the hop of an error of AWS (default path: cdktf.out)",
      ),
  )
    .addHelpText("after", EXPLAIN_HELP)
    .action(async (what: string, paths: readonly string[], options: WorldCommand) =>
      ends((await import("./explain")).explain(what, paths, options, io)),
    );

  program
    .command("completion")
    .description("print a script that completes commands and options in a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .action((shell: Shell) => io.out(completionScript(program, shell)));

  try {
    await program.parseAsync([...args], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { code: cause, message, stack, path } = error as NodeJS.ErrnoException;
    if (path !== undefined) {
      io.err(`${displayPath(path, io.cwd)}: found ${refusal(error)}\n`);
      return 2;
    }
    io.err(`${cause || REPORTED_ERRORS.has((error as Error).name) ? message : stack}\n`);
    return 2;
  }
}
