import type { Model } from "../../src/model";
import type { World } from "../../src/terraform";
import { type Emulator, startEmulator } from "../emulator";
import { createExisting, Deployment, Kubernetes, type Refusal } from "../loader";
import { Clients } from "./clients";
import { Objects } from "./objects";

/** One emulated AWS, and the world that is loaded into it. */
export class Environment {
  kubernetes = new Kubernetes();
  private deployment: Deployment;
  private world: World | undefined;
  /** What removes the Kubernetes objects that somebody else made for one world. */
  readonly cleanups: (() => void)[] = [];
  readonly clients: Clients;
  readonly objects: Objects;

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

  /** Empties everything, and makes what a configuration says exists already. */
  async clear(model: Model): Promise<void> {
    await this.emulator.reset();
    this.world = undefined;
    this.objects.clear();
    this.cleanups.length = 0;
    this.clients.clear(model.stacks[0]?.account.region ?? "us-east-1");
    this.kubernetes = new Kubernetes();
    this.deployment = this.newDeployment();
    await createExisting(model, this.emulator, this.kubernetes);
  }

  /** Removes what somebody else made for the world before. */
  cleanUp(): void {
    for (const remove of this.cleanups.splice(0).reverse()) remove();
  }

  /** Changes what is loaded to `world`. What was refused is absent afterwards. */
  async load(world: World, order: readonly string[]): Promise<readonly Refusal[]> {
    if (this.world) await this.objects.takeOut([this.world, world], (text) => this.resolve(text));
    this.world = world;
    return this.deployment.apply(world, order);
  }

  /** The real value behind a text with symbols. */
  resolve(text: string): string {
    return this.deployment.resolve(text);
  }

  /** AWS requests answered so far. */
  get requests(): number {
    return this.emulator.requests;
  }

  private newDeployment(): Deployment {
    return new Deployment(this.emulator, this.kubernetes);
  }
}
