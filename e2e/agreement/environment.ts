import type { Model } from "../../src/model";
import type { World } from "../../src/terraform";
import type { Target } from "../calls";
import { type Emulator, startEmulator } from "../emulator";
import { createExisting, Deployment, Kubernetes, type Refusal } from "../loader";
import { Clients } from "./clients";
import { Objects } from "./objects";

/** One emulated AWS, and the world that is loaded into it. */
export class Environment {
  kubernetes = new Kubernetes();
  private deployment: Deployment;
  private world: World | undefined;
  /** Remove the Kubernetes objects that were made for one world outside its Terraform. */
  readonly cleanups: (() => void)[] = [];
  readonly clients: Clients;
  readonly objects: Objects;
  /** What there is of other services than S3 and what requests have to name of it, by the resource's ARN. */
  readonly found = new Map<string, readonly Target[]>();

  private constructor(readonly emulator: Emulator) {
    this.deployment = this.newDeployment();
    this.clients = new Clients(emulator);
    this.objects = new Objects(this.clients);
  }

  static async open(): Promise<Environment> {
    return new Environment(await startEmulator());
  }

  close(): Promise<void> {
    return this.emulator.stop();
  }

  /**
   * Empties everything, and makes what exists already according to a configuration.
   * @param keys of existing resources, as createExisting has them
   */
  async clear(model: Model, keys: Readonly<Record<string, string>> = {}): Promise<void> {
    await this.emulator.reset();
    this.world = undefined;
    this.objects.clear();
    this.found.clear();
    this.cleanups.length = 0;
    this.clients.clear(model.stacks[0]?.account.region ?? "us-east-1");
    this.kubernetes = new Kubernetes();
    this.deployment = this.newDeployment();
    await createExisting(model, this.emulator, this.kubernetes, keys);
  }

  /** Removes what was made for the previous world outside its Terraform. */
  cleanUp(): void {
    for (const remove of this.cleanups.splice(0).reverse()) remove();
  }

  /** Replaces the loaded world by `world`. Refused resources are absent afterwards. */
  async load(world: World, order: readonly string[]): Promise<readonly Refusal[]> {
    if (this.world) await this.objects.takeOut([this.world, world], (text) => this.resolve(text));
    this.world = world;
    return this.deployment.apply(world, order);
  }

  /** A text with real values in place of unknown ones. */
  resolve(text: string): string {
    return this.deployment.resolve(text);
  }

  /** AWS requests answered so far. */
  get requests(): number {
    return this.emulator.requests;
  }

  /** What there is of other services than S3. */
  get targets(): readonly Target[] {
    return [...this.found.values()].flat();
  }

  private newDeployment(): Deployment {
    return new Deployment(this.emulator, this.kubernetes);
  }
}
