import { appliedIn, type Diagnostic, errorsOf } from "./messages";
import { type PlanJson, readPlanJson, type StateJson } from "./plan-json";
import type { Ended, Processes } from "./processes";

/** Terraform, and how it is run. */
export interface Terraform {
  readonly path: string;
  readonly processes: Processes;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For how long a state's lock is waited for, as `-lock-timeout` takes it. */
  readonly lockTimeout: string;
}

export type Result<T = undefined> = { readonly value: T } | { readonly errors: readonly Diagnostic[] };

export interface PlanOptions {
  /** The file that the plan is saved to. */
  readonly file: string;
  readonly destroy: boolean;
  /** Values of variables that the environment does not give. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Terraform's commands in the folder of one stack. None asks anything. */
export class RootModule {
  constructor(
    private readonly terraform: Terraform,
    private readonly folder: string,
  ) {}

  async init(): Promise<Result> {
    return resultOf(await this.run(["init", "-input=false", "-no-color"]), () => undefined);
  }

  /** Saves a plan. @see https://developer.hashicorp.com/terraform/tutorials/automation/automate-terraform */
  async plan({ file, destroy, variables }: PlanOptions): Promise<Result<PlanJson>> {
    const { lockTimeout } = this.terraform;
    const options = ["-json", "-input=false", `-lock-timeout=${lockTimeout}`, `-out=${file}`];
    const given = Object.fromEntries(Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, value]));
    const ended = await this.run(["plan", ...options, ...(destroy ? ["-destroy"] : [])], { env: given });
    if (ended.code !== 0) return { errors: errorsOf(ended) };
    return resultOf(await this.run(["show", "-json", file]), readPlanJson);
  }

  /** The plan as Terraform shows it to a person. */
  async planText(file: string): Promise<Result<string>> {
    return resultOf(await this.run(["show", "-no-color", file]), (text) => text);
  }

  /** What the state holds. */
  async state(): Promise<Result<StateJson>> {
    return resultOf(await this.run(["show", "-json"]), (text) => JSON.parse(text) as StateJson);
  }

  /** Applies a saved plan; `applied` is called with the address of each resource that is done. */
  async apply(file: string, applied: (address: string) => void): Promise<Result> {
    const options = ["-json", "-input=false", `-lock-timeout=${this.terraform.lockTimeout}`, file];
    const onLine = (line: string) => {
      const address = appliedIn(line);
      if (address !== undefined) applied(address);
    };
    return resultOf(await this.run(["apply", ...options], { onLine }), () => undefined);
  }

  private run(
    args: readonly string[],
    {
      env = {},
      onLine,
    }: { readonly env?: Readonly<Record<string, string>>; readonly onLine?: (line: string) => void } = {},
  ): Promise<Ended> {
    const { path, processes, env: common } = this.terraform;
    return processes.run(path, args, { cwd: this.folder, env: { ...common, ...env }, onLine });
  }
}

/** The environment of Terraform's runs: it asks nothing, calls nobody at home, and says no more than machines need. */
export const terraformEnvironment = (
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> => ({
  ...env,
  TF_IN_AUTOMATION: "1",
  TF_INPUT: "0",
  CHECKPOINT_DISABLE: "1",
});

function resultOf<T>(ended: Ended, read: (stdout: string) => T): Result<T> {
  return ended.code === 0 ? { value: read(ended.stdout) } : { errors: errorsOf(ended) };
}
