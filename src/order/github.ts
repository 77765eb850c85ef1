import { stringify } from "yaml";
import type { Unit } from "./units";

/** How the workflow gets what it runs. Paths are from the repository's root, with `/`. */
export interface GithubSettings {
  /** Where `synth` runs. */
  readonly folder: string;
  /** The configuration, from that folder. */
  readonly configuration: string;
  /** The output folder, from that folder. */
  readonly out: string;
  /** What npm installs the program from. */
  readonly package: string;
}

/**
 * A workflow with a job for each unit: it plans in pull requests and applies on main, in order. The roles that it assumes
 * by the token of the run are variables of the repository, two for each account, as what a pull request may do is not what
 * main may do.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
 * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
export const githubText = (units: readonly Unit[], settings: GithubSettings): string =>
  stringify(
    {
      name: "eks-cross-account apply",
      on: { push: { branches: ["main"] }, pull_request: null },
      // one run after another, as each applies to the same states
      concurrency: { group: "eks-cross-account-${{ github.ref }}", "cancel-in-progress": false },
      permissions: { contents: "read", "id-token": "write" },
      jobs: Object.fromEntries(units.map((unit) => [unit.stack, jobOf(unit, units, settings)])),
    },
    { lineWidth: 0, nullStr: "" },
  );

const ON_MAIN = "github.event_name == 'push'";

function jobOf(unit: Unit, units: readonly Unit[], settings: GithubSettings): object {
  const read = [
    ...new Set(
      units
        .flatMap(({ variables }) => variables)
        .filter(({ from }) => from === unit.stack)
        .map(({ name }) => name),
    ),
  ];
  const terraform = { "working-directory": unit.folder };
  return {
    // a pull request from a fork gets no token of OIDC
    if: `${ON_MAIN} || github.event.pull_request.head.repo.full_name == github.repository`,
    ...(unit.waitsFor.length > 0 ? { needs: unit.waitsFor.map(({ stack }) => stack) } : {}),
    "runs-on": "ubuntu-latest",
    "timeout-minutes": 60,
    ...(read.length > 0
      ? { outputs: Object.fromEntries(read.map((name) => [name, expression(`steps.outputs.outputs.${name}`)])) }
      : {}),
    env: {
      CHECKPOINT_DISABLE: "1",
      TF_IN_AUTOMATION: "1",
      ...Object.fromEntries(
        unit.variables.map(({ name, from }) => [`TF_VAR_${name}`, expression(`needs['${from}'].outputs.${name}`)]),
      ),
    },
    steps: [
      ...(unit.losesState ? [lostState(unit)] : []),
      { uses: "actions/checkout@v4" },
      { uses: "actions/setup-node@v4", with: { "node-version": 22 } },
      { run: `npm install --global --ignore-scripts ${settings.package}` },
      {
        run: `eks-cross-account synth --before-apply --out ${shellWord(settings.out)}`,
        "working-directory": settings.folder,
        env: { EKS_CROSS_ACCOUNT_CONFIG: settings.configuration },
      },
      {
        uses: "hashicorp/setup-terraform@v3",
        with: {
          terraform_wrapper: false,
          ...(unit.state === "cloud" ? { cli_config_credentials_token: expression("secrets.TF_API_TOKEN") } : {}),
        },
      },
      {
        uses: "aws-actions/configure-aws-credentials@v4",
        with: {
          "role-to-assume": expression(
            `${ON_MAIN} && vars.${roleVariable("APPLY", unit)} || vars.${roleVariable("PLAN", unit)}`,
          ),
          "aws-region": unit.account.region,
        },
      },
      { run: "terraform init -input=false", ...terraform },
      // a lock is written, which a role that only reads may not
      { run: `terraform plan -input=false -lock=${expression(ON_MAIN)} -out=plan.tfplan`, ...terraform },
      { if: ON_MAIN, run: "terraform apply -input=false plan.tfplan", ...terraform },
      ...(read.length > 0 ? [{ id: "outputs", run: read.map(outputLine).join("\n"), ...terraform }] : []),
    ],
  };
}

/** A runner is thrown away, and a state in it: the next run would make everything again. */
const lostState = ({ stack, state }: Unit) => ({
  name: "The state must outlive this run",
  run: `echo "::error::${
    state === "none"
      ? `${stack} has no backend: replace this step by one that adds it after synth`
      : `the state of ${stack} is a file of this runner: set defaults.backend in the configuration, then make this workflow again`
  }" && exit 1`,
});

const outputLine = (name: string): string => `echo "${name}=$(terraform output -raw ${name})" >> "$GITHUB_OUTPUT"`;

/** `AWS_APPLY_ROLE_ACCOUNT_B`: the name of a repository's variable with the ARN of a role. */
const roleVariable = (use: "APPLY" | "PLAN", { account }: Pick<Unit, "account">): string =>
  `AWS_${use}_ROLE_${account.key.replaceAll("-", "_").toUpperCase()}`;

export const roleVariables = (units: readonly Unit[]): readonly string[] =>
  [...new Set(units.flatMap((unit) => [roleVariable("PLAN", unit), roleVariable("APPLY", unit)]))].sort();

const expression = (text: string): string => `\${{ ${text} }}`;

const shellWord = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
