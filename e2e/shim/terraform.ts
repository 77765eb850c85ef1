import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { readWorld, type World } from "../../src/terraform";
import { type Change, type Deployment, type Held, Interrupted, type Refusal } from "../loader";
import { type Answer, type Call, jsonFile } from "./server";

interface Root {
  readonly terraform: { readonly backend: { readonly local: { readonly path: string } } };
  readonly output?: Readonly<Record<string, unknown>>;
}

interface SavedPlan {
  readonly destroys: boolean;
  readonly changes: readonly Change[];
  readonly outputs: Readonly<Record<string, { readonly actions: readonly string[] }>>;
  readonly prior: object;
}

/** Terraform's command line, with the suite's loader for its providers. */
export class LoaderTerraform {
  /** By stack: what it was last configured with. */
  private readonly worlds = new Map<string, World>();

  constructor(private readonly deployment: Deployment) {}

  async answer(call: Call): Promise<Answer> {
    const [command = "", ...args] = call.args;
    const named = args.find((arg) => !arg.startsWith("-"));
    switch (command) {
      case "version":
        return said({ terraform_version: "1.11.4" });
      case "init":
        writeFileSync(resolve(call.folder, ".terraform.lock.hcl"), "# none\n");
        return { code: 0 };
      case "plan":
        return this.plan(call, args.includes("-destroy"), args.find((arg) => arg.startsWith("-out="))?.slice(5) ?? "");
      case "show":
        return said(named === undefined ? this.state(call) : this.shown(jsonFile(named) as SavedPlan));
      case "apply":
        return this.apply(call, jsonFile(named ?? "") as SavedPlan);
      default:
        return { code: 1, stderr: `the shim has no command ${command}\n` };
    }
  }

  private async plan(call: Call, destroys: boolean, file: string): Promise<Answer> {
    const { stack } = call;
    const prior = this.state(call);
    let changes: readonly Change[] = this.heldBy(stack).map(({ address }) => ({ address, action: "delete" }));
    if (!destroys) {
      const world = await worldOf(call);
      const planned = await this.deployment.changes(world, stack);
      if (planned.refusals.length > 0) return refused(planned.refusals);
      changes = planned.changes;
      if (!this.worlds.has(stack)) this.worlds.set(stack, world);
    }
    const outputs = Object.keys(rootOf(call).output ?? {}).map((name) => {
      const is = this.deployment.output(stack, name) !== undefined;
      return [name, { actions: [destroys ? "delete" : is ? "no-op" : "create"] }] as const;
    });
    const saved: SavedPlan = { destroys, changes, outputs: Object.fromEntries(outputs), prior };
    writeFileSync(file, JSON.stringify(saved));
    return { code: 0 };
  }

  private shown({ changes, outputs, prior }: SavedPlan): object {
    const actions = { none: ["no-op"], create: ["create"], update: ["update"], delete: ["delete"] } as const;
    return {
      format_version: "1.2",
      prior_state: prior,
      resource_changes: changes.map(({ address, action }) => ({
        address,
        mode: "managed",
        change: { actions: action === "replace" ? ["delete", "create"] : actions[action] },
      })),
      output_changes: outputs,
    };
  }

  private async apply(call: Call, { destroys, changes }: SavedPlan): Promise<Answer> {
    const { stack } = call;
    try {
      const world = await worldOf(call);
      if (!destroys) this.worlds.set(stack, world);
      const refusals = destroys ? await this.deployment.destroy([stack]) : await this.deployment.apply(world, [stack]);
      if (refusals.length > 0) return refused(refusals);
      const done = changes.filter(({ action }) => action !== "none").map(({ address }) => ({ address }));
      return {
        code: 0,
        stdout: lines(done.map(({ address }) => ({ type: "apply_complete", hook: { resource: { addr: address } } }))),
      };
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      return failed([{ summary: "execution halted", detail: error.message }]);
    } finally {
      this.write(call);
    }
  }

  private heldBy(stack: string): readonly Held[] {
    const world = this.worlds.get(stack);
    return world ? this.deployment.held(world, stack).filter(({ mode }) => mode === "managed") : [];
  }

  /** As `terraform show -json` prints a state. */
  private state({ stack, ...call }: Pick<Call, "stack" | "folder">): object {
    const world = this.worlds.get(stack);
    const resources = world && this.heldBy(stack).length > 0 ? this.deployment.held(world, stack) : [];
    const outputs = Object.keys(rootOf(call).output ?? {}).flatMap((name) => {
      const value = this.deployment.output(stack, name);
      return value === undefined ? [] : [[name, { value }]];
    });
    const values = { outputs: Object.fromEntries(outputs), root_module: { resources } };
    return { format_version: "1.0", terraform_version: "1.11.4", ...(resources.length > 0 ? { values } : {}) };
  }

  /** The state's file, which synthesis looks into. */
  private write(call: Call): void {
    const file = resolve(call.folder, rootOf(call).terraform.backend.local.path);
    const resources = this.heldBy(call.stack).map(({ mode, type, name }) => ({ mode, type, name, instances: [{}] }));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ version: 4, resources }));
  }
}

const rootOf = ({ folder }: Pick<Call, "folder">): Root => jsonFile(resolve(folder, "cdk.tf.json")) as Root;

/** All stacks of the output, as they are written now. */
const worldOf = ({ folder }: Call): Promise<World> => readWorld([dirname(folder)], {});

const said = (answer: object): Answer => ({ code: 0, stdout: JSON.stringify(answer) });

const lines = (all: readonly object[]): string =>
  all.map((one) => `${JSON.stringify({ "@message": "", ...one })}\n`).join("");

const refused = (refusals: readonly Refusal[]): Answer =>
  failed(refusals.map(({ address, code, message }) => ({ summary: `${code}: ${message}`, detail: "", address })));

const failed = (diagnostics: readonly object[]): Answer => ({
  code: 1,
  stdout: lines(diagnostics.map((one) => ({ type: "diagnostic", diagnostic: { severity: "error", ...one } }))),
});
