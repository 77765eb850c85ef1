import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import {
  type Diagnostic,
  holdsResources,
  inOrder,
  type PlanJson,
  RootModule,
  type Step,
  type Terraform,
} from "../../terraform-cli";
import { restoreLock, saveLock } from "../output";
import { type Project, stackDir } from "../project";
import type { Progress } from "./progress";
import type { Reads, StackNode } from "./selection";
import type { StackRun } from "./stack-run";
import { countsText } from "./words";

export interface RunsOptions {
  readonly project: Project;
  readonly destroys: boolean;
  readonly terraform: Terraform;
  readonly parallel: number;
  readonly progress: Progress;
  /** Where plans are kept: they may hold secrets, and are removed at the end. */
  readonly folder: string;
  /** Why a plan must not be applied, whoever approves it. */
  readonly objection: (stack: string, plan: PlanJson) => Diagnostic | undefined;
  /** What a stack reads of others. */
  readonly reads: (stack: string) => readonly Reads[];
  readonly isStopped: () => boolean;
}

/** The stacks of one run: plans them, and applies the plans in order. */
export class Runs {
  private readonly runs = new Map<string, StackRun>();
  private readonly inits: (init: () => Promise<unknown>) => Promise<void>;

  constructor(
    /** Those that were asked for, each after what it depends on. */
    private readonly nodes: readonly StackNode[],
    private readonly options: RunsOptions,
  ) {
    this.inits = sharesPlugins(options.terraform.env) ? oneByOne() : async (init) => void (await init());
  }

  /** In the order in which they are worked on. */
  get all(): readonly StackRun[] {
    return this.ordered.flatMap(({ name }) => this.runs.get(name) ?? []);
  }

  /** Where the plan of a stack is. */
  planFile = (name: string): string => join(this.options.folder, `${name}.tfplan`);

  rootModule = (name: string): RootModule =>
    new RootModule(this.options.terraform, stackDir(this.options.project, name));

  /** The provider lock that is kept is the one that is used, and is kept again with what init adds to it. */
  async init(name: string): Promise<readonly Diagnostic[]> {
    const { project } = this.options;
    let errors: readonly Diagnostic[] = [];
    await this.inits(async () => {
      restoreLock(project, name, { over: true });
      const ended = await this.rootModule(name).init();
      saveLock(project, name);
      if ("errors" in ended) errors = ended.errors;
    });
    return errors;
  }

  /** Plans all that can be planned before anything is applied. */
  async plan(): Promise<void> {
    const steps = this.ordered.map(
      ({ name }): Step => ({ name, after: this.options.destroys ? [] : this.sourcesOf(name) }),
    );
    await this.work(steps, async (name) => {
      this.options.progress.at(name, "init");
      const errors = await this.init(name);
      if (errors.length > 0) return this.failed(name, errors);
      const source = await this.waitsFor(name);
      return source === undefined ? this.planOne(name) : this.waiting(name, source);
    });
  }

  /** Applies the plans in order; what could not be planned before is planned then, and `approve` is asked. */
  async apply(approve: (run: StackRun) => Promise<boolean>): Promise<void> {
    const names = new Set(this.nodes.map(({ name }) => name));
    const steps = this.ordered.map(({ name, dependsOn }): Step => {
      const above = this.nodes.filter((other) => other.dependsOn.includes(name)).map((other) => other.name);
      return { name, after: this.options.destroys ? above : dependsOn.filter((one) => names.has(one)) };
    });
    await this.work(steps, async (name) => {
      const run = this.runs.get(name);
      if (run?.status === "waits") {
        if (!(await this.planOne(name))) return false;
        const planned = this.runs.get(name);
        if (planned?.status === "planned" && !(await approve(planned))) {
          this.end({ ...planned, status: "declined" });
          return false;
        }
      }
      return this.runs.get(name)?.status === "planned" ? this.applyOne(name) : true;
    });
  }

  private get ordered(): readonly StackNode[] {
    return this.options.destroys ? this.nodes.toReversed() : this.nodes;
  }

  private async work(steps: readonly Step[], run: (name: string) => Promise<boolean>): Promise<void> {
    const ends = await inOrder(steps, this.options.parallel, run, this.options.isStopped);
    for (const [name, end] of ends) {
      const was = this.runs.get(name) ?? { name, errors: [] };
      const open = !("status" in was) || was.status === "planned" || was.status === "waits";
      if (open && end === "stopped") this.runs.set(name, { ...was, status: "stopped" });
      else if (open && typeof end === "object") this.runs.set(name, { ...was, status: "blocked", on: end.blockedBy });
    }
  }

  /** Stacks of this run that a stack takes values from. */
  private sourcesOf(name: string): readonly string[] {
    const reads = this.options.reads(name).map(({ from }) => from);
    return this.nodes.map((node) => node.name).filter((one) => reads.includes(one));
  }

  /** The stack whose apply gives what `name` cannot be planned without. */
  private async waitsFor(name: string): Promise<string | undefined> {
    if (this.options.destroys) return undefined;
    for (const { from, outputs } of this.openReads(name)) {
      const source = this.runs.get(from);
      if (source ? this.changes(source, outputs) : await this.lacks(from, outputs)) return from;
    }
    return undefined;
  }

  /** Whether one of these outputs is another one once the stack of this run is applied. */
  private changes({ status, plan }: StackRun, outputs: readonly string[]): boolean {
    if (status === "unchanged" || status === "applied") return false;
    return status !== "planned" || outputs.some((output) => plan?.changedOutputs.has(output));
  }

  /** Whether the state of a stack that is not in this run has no such output; that it cannot be read is for Terraform to say. */
  private async lacks(from: string, outputs: readonly string[]): Promise<boolean> {
    const errors = await this.init(from);
    const state = errors.length > 0 ? { errors } : await this.rootModule(from).state();
    return "value" in state && outputs.some((output) => !(output in (state.value.values?.outputs ?? {})));
  }

  /** What a stack reads of others, but for variables that the environment gives. */
  private openReads(name: string): readonly Reads[] {
    const { reads, terraform } = this.options;
    return reads(name).map((one) => ({
      ...one,
      outputs: one.outputs.filter((output) => !one.asVariables || terraform.env[`TF_VAR_${output}`] === undefined),
    }));
  }

  private async waiting(name: string, source: string): Promise<boolean> {
    const state = await this.rootModule(name).state();
    if ("errors" in state) return this.failed(name, state.errors);
    const prior = holdsResources(state.value) ? { prior: state.value } : {};
    this.end({ name, status: "waits", on: source, errors: [], ...prior });
    return true;
  }

  private async planOne(name: string): Promise<boolean> {
    const { destroys, progress } = this.options;
    progress.at(name, "plan");
    const rootModule = this.rootModule(name);
    if (destroys) {
      // where nothing is left, what it reads may be gone too, and no plan could be made
      const state = await rootModule.state();
      if ("errors" in state) return this.failed(name, state.errors);
      if (!holdsResources(state.value)) return this.end({ name, status: "unchanged", errors: [] });
    }
    const planned = await rootModule.plan({
      file: this.planFile(name),
      destroy: destroys,
      variables: await this.variablesOf(name),
    });
    if ("errors" in planned) return this.failed(name, planned.errors);
    const plan = planned.value;
    const objection = this.options.objection(name, plan);
    if (objection) return this.failed(name, [objection]);
    const changes = plan.changes.length > 0 || plan.changedOutputs.size > 0;
    const before = plan.prior ? { prior: plan.prior } : {};
    return this.end({ name, status: changes ? "planned" : "unchanged", plan, errors: [], ...before });
  }

  /** What others hand over to a stack as variables, but for what the environment gives. */
  private async variablesOf(name: string): Promise<Readonly<Record<string, string>>> {
    const variables: Record<string, string> = {};
    for (const { from, outputs, asVariables } of this.openReads(name)) {
      if (!asVariables || outputs.length === 0) continue;
      const state = await this.rootModule(from).state();
      for (const output of outputs) {
        const value = "value" in state ? state.value.values?.outputs?.[output]?.value : undefined;
        if (typeof value === "string") variables[output] = value;
      }
    }
    return variables;
  }

  private async applyOne(name: string): Promise<boolean> {
    const { progress } = this.options;
    const run = this.runs.get(name);
    if (!run?.plan) return false;
    const all = run.plan.changes.length;
    let done = 0;
    progress.at(name, `apply: ${countsText(run.plan.counts)}`);
    const applied = await this.rootModule(name).apply(this.planFile(name), () => {
      done += 1;
      progress.at(name, `apply: ${done} of ${all}`, "passing");
    });
    if ("errors" in applied) return this.failed(name, applied.errors);
    return this.end({ ...run, status: "applied" });
  }

  private failed(name: string, errors: readonly Diagnostic[]): boolean {
    const { isStopped } = this.options;
    return this.end({ ...this.runs.get(name), name, status: isStopped() ? "interrupted" : "failed", errors });
  }

  /** True where others may go on. */
  private end(run: StackRun): boolean {
    this.runs.set(run.name, run);
    this.options.progress.done(run.name, statusText(run));
    return run.status !== "failed" && run.status !== "interrupted" && run.status !== "declined";
  }
}

function statusText({ status, plan, on }: StackRun): string {
  if (status === "planned" && plan) return `planned: ${countsText(plan.counts)}`;
  if (status === "waits") return `waits for ${on}, whose outputs it reads`;
  return status;
}

/**
 * Whether `init` of several stacks writes to one folder, which Terraform does not guard.
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#provider-plugin-cache
 */
function sharesPlugins(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.TF_PLUGIN_CACHE_DIR) return true;
  const file = env.TF_CLI_CONFIG_FILE || join(env.HOME || homedir(), ".terraformrc");
  return existsSync(file) && readFileSync(file, "utf8").includes("plugin_cache_dir");
}

/** Does one thing after another, in the order in which they are asked for. */
export function oneByOne(): (action: () => Promise<unknown>) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (action) => {
    const next = last.then(action);
    last = next.catch(() => undefined);
    return next.then(() => undefined);
  };
}
