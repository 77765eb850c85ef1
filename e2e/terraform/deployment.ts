import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Keys } from "../emulator/types";
import type { Refusal } from "../loader/deployment";
import type { Kubernetes } from "../loader/kubernetes";
import type { Terraform } from "./find";
import { ApiServers } from "./kubernetes-api";
import { refusalsIn } from "./refusals";
import { S3Control } from "./s3-control";
import { besideEmulator, variablesOf } from "./stack-file";
import { TerraformRunner } from "./terraform";

/**
 * Puts synthesized stacks into the emulator by real Terraform with its real providers. States, plugins and
 * whatever else Terraform writes are in a folder that `stop` removes.
 */
export class TerraformDeployment {
  /** What Terraform printed as outputs, by stack. */
  readonly outputs = new Map<string, Readonly<Record<string, unknown>>>();
  /** By stack, the variables that its file declares; stacks are here from their first apply on. */
  private readonly variables = new Map<string, readonly string[]>();
  private readonly folder = mkdtempSync(join(tmpdir(), "terraform-"));
  private readonly terraform: TerraformRunner;
  private readonly removeFolder = () => rmSync(this.folder, { recursive: true, force: true });

  private constructor(
    terraform: Terraform,
    private readonly emulator: { readonly endpoint: string; administrator(account: string): Keys },
    private readonly apiServers: ApiServers,
    private readonly s3Control: S3Control,
  ) {
    this.terraform = new TerraformRunner(terraform, join(this.folder, "home"));
    process.once("exit", this.removeFolder);
  }

  static async start(
    terraform: Terraform,
    emulator: { readonly endpoint: string; administrator(account: string): Keys },
    kubernetes: Kubernetes,
  ): Promise<TerraformDeployment> {
    const [apiServers, s3Control] = await Promise.all([ApiServers.start(kubernetes), S3Control.start()]);
    return new TerraformDeployment(terraform, emulator, apiServers, s3Control);
  }

  /**
   * `terraform apply` of each of `order` in `stacks`, a folder of `STACK/cdk.tf.json`; goes on with the next stack
   * after a refusal.
   */
  async apply(stacks: string, order: readonly string[]): Promise<readonly Refusal[]> {
    const refusals: Refusal[] = [];
    for (const stack of order) {
      await this.prepare(stacks, stack);
      const { lines } = await this.terraform.json(this.at(stack), ["apply", "-auto-approve"], this.given(stack));
      refusals.push(...refusalsIn(stack, lines));
      this.outputs.set(stack, await this.terraform.outputs(this.at(stack)));
    }
    return refusals;
  }

  /** What another apply would change: `STACK: ADDRESS ACTION`. @throws Error where a plan cannot be made */
  async changes(order: readonly string[]): Promise<readonly string[]> {
    const changes: string[] = [];
    for (const stack of order) {
      const command = ["plan", "-detailed-exitcode"] as const;
      const { code, lines } = await this.terraform.json(this.at(stack), command, this.given(stack));
      const [refusal] = refusalsIn(stack, lines);
      if (refusal) throw new Error(`${stack}: ${refusal.address} ${refusal.code}: ${refusal.message}`);
      if (code === 0) continue;
      const planned = lines.filter(({ type }) => type === "planned_change");
      changes.push(...planned.map(({ change }) => `${stack}: ${change?.resource.addr} ${change?.action}`));
    }
    return changes;
  }

  /** `terraform destroy` of each of `order`, the last first. */
  async destroy(order: readonly string[]): Promise<readonly Refusal[]> {
    const refusals: Refusal[] = [];
    for (const stack of order.toReversed()) {
      const { lines } = await this.terraform.json(this.at(stack), ["destroy", "-auto-approve"], this.given(stack));
      refusals.push(...refusalsIn(stack, lines));
      this.outputs.delete(stack);
    }
    return refusals;
  }

  /** Ends Terraform if it runs, and every server; removes the folder. */
  async stop(): Promise<void> {
    await this.terraform.stop();
    await Promise.all([this.apiServers.stop(), this.s3Control.stop()]);
    process.off("exit", this.removeFolder);
    this.removeFolder();
  }

  private at(stack: string): string {
    return join(this.folder, "stacks", stack);
  }

  private async prepare(stacks: string, stack: string): Promise<void> {
    const text = readFileSync(join(stacks, stack, "cdk.tf.json"), "utf8");
    const file = besideEmulator(stack, text, {
      endpoint: this.emulator.endpoint,
      proxy: this.s3Control.proxy,
      administrator: (account) => this.emulator.administrator(account),
      apiServer: (arn) => this.apiServers.address(arn),
      statePath: (name) => `../../states/${name}.tfstate`,
    });
    mkdirSync(this.at(stack), { recursive: true });
    writeFileSync(join(this.at(stack), "cdk.tf.json"), file);
    if (!this.variables.has(stack)) await this.terraform.init(this.at(stack));
    this.variables.set(stack, variablesOf(text));
  }

  /** A variable takes the value of the output of its name, in whichever stack. */
  private given(stack: string): Readonly<Record<string, unknown>> {
    const outputs = Object.assign({}, ...this.outputs.values()) as Readonly<Record<string, unknown>>;
    const names = this.variables.get(stack) ?? [];
    return Object.fromEntries(names.flatMap((name) => (name in outputs ? [[name, outputs[name]]] : [])));
  }
}
