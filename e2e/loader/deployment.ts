import type { Resource, Stack, World } from "../../src/terraform";
import type { ReadStack } from "../../src/terraform/stack/configuration";
import { toText } from "../../src/terraform/value";
import { partsOf, unknownText } from "../../src/unknown/unknown-text";
import { UnknownValue } from "../../src/unknown/unknown-value";
import { Applier, type Refusal } from "./applier";
import { AllClients, type Aws } from "./aws";
import { readData } from "./data";
import { NotKnown, PlanRefused, Refused } from "./errors";
import { keyOf } from "./key";
import type { Kubernetes } from "./kubernetes";
import { inOrder, readsFirst } from "./order";
import { providerOf } from "./provider";
import { kindOf } from "./resources";
import type { Given } from "./resources/kind";
import { type Json, Settings } from "./settings";
import { nameOfUnknown, type Planned, State } from "./state";

export type { Refusal } from "./applier";

export interface Options {
  /** For how many milliseconds errors that IAM's delay may cause are tried again; 0 where it is not given. */
  readonly retry?: number;
}

/** What an apply would do to one resource. */
export interface Change {
  readonly address: string;
  readonly action: "none" | "create" | "update" | "replace" | "delete";
}

/** A resource or data source with what is known of it, as a state has it. */
export interface Held {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly values: Readonly<Record<string, Json>>;
}

/**
 * Makes the emulator hold what the stacks declare, as `terraform apply` of one after another would. It goes on
 * after a refusal with what does not depend on it; a refused change leaves the resource, and what depends on it,
 * absent, as a first apply would. Where the connection breaks, `apply` and `destroy` throw Interrupted, and may be
 * called again.
 */
export class Deployment {
  private readonly state = new State();
  private readonly clients: AllClients;
  private readonly applied = new Set<string>();
  private world: Pick<World, "stacks"> = { stacks: [] };

  constructor(
    at: Aws,
    private readonly kubernetes: Kubernetes,
    private readonly options: Options = {},
  ) {
    this.clients = new AllClients(at);
  }

  /** Requests to AWS so far. */
  get calls(): number {
    return this.clients.calls;
  }

  /** Applies the stacks of `order`, the first first. What was made before and differs is changed. */
  async apply(world: World, order: readonly string[]): Promise<readonly Refusal[]> {
    this.world = world;
    const applier = this.applier(order);
    for (const name of order) await this.applyStack(this.stackOf(name), applier);
    return applier.refusals;
  }

  /** Removes the stacks of `order`, the last first. */
  async destroy(order: readonly string[]): Promise<readonly Refusal[]> {
    const applier = this.applier(order);
    for (const name of order.toReversed()) {
      await this.removeFrom(name, () => true, applier);
      this.applied.delete(name);
    }
    return applier.refusals;
  }

  /** What `apply` would do to a stack; or the refusals at which it would end before it begins. */
  async changes(
    world: World,
    name: string,
  ): Promise<{ readonly changes: readonly Change[]; readonly refusals: readonly Refusal[] }> {
    this.world = world;
    const stack = this.stackOf(name);
    const applier = this.applier([name]);
    const resources = inOrder(stack);
    await this.plan(stack, resources, applier);
    const wanted = new Set(resources.map(keyOf));
    const gone = this.state.latest(name).filter((made) => !wanted.has(keyOf(made)));
    return {
      refusals: applier.refusals,
      changes: [
        ...resources.filter(({ mode }) => mode === "managed").map((one) => this.changeOf(one, stack, applier)),
        ...gone.map(({ address }): Change => ({ address, action: "delete" })),
      ],
    };
  }

  /** What a stack holds, with the values that it was last configured with. */
  held(world: World, name: string): readonly Held[] {
    const stack = world.stacks.find((one) => one.name === name);
    return (stack?.resources ?? []).flatMap((resource): Held[] => {
      const { address, mode, type } = resource;
      if (mode === "managed" && !this.state.get(keyOf(resource))) return [];
      const given = this.state.given(resource);
      if (mode === "data" && Object.keys(given).length === 0) return [];
      const settings = this.settings(resource);
      const written = resource.arguments.flatMap((argument): [string, Json][] =>
        argument === "lifecycle" || argument === "depends_on" || argument === "provider"
          ? []
          : [[argument, settings.json(argument)]],
      );
      const computed = Object.entries(given).filter(([path]) => !path.includes("["));
      const name = address.split(".").at(-1) ?? "";
      return [
        { address, mode, type, name, values: { ...Object.fromEntries([...written, ...computed]), ...nested(given) } },
      ];
    });
  }

  /** `text` with the values of its unknown values. @throws NotKnown where there is none yet */
  resolve(text: string): string {
    return partsOf(text)
      .map((part, index) => (index % 2 === 0 ? part : (this.state.value(part) ?? this.variable(part))))
      .join("");
  }

  /** An output of a stack; undefined where there is none, or its resource does not exist. */
  output(stack: string, name: string): string | undefined {
    const found = this.world.stacks.find((one): one is ReadStack => one.name === stack && "output" in one);
    const value = found?.output(name) ?? null;
    const written =
      value instanceof UnknownValue && value.origin !== undefined ? unknownText(value.origin) : toText(value);
    if (written === undefined) return undefined;
    try {
      const text = this.resolve(written);
      // a text that is known before apply is an output once what it belongs to is there
      return this.state.latest(stack).some(({ given }) => Object.values(given).includes(text)) ? text : undefined;
    } catch (error) {
      if (error instanceof NotKnown) return undefined;
      throw error;
    }
  }

  private changeOf(resource: Resource, stack: Stack, applier: Applier): Change {
    const { address } = resource;
    const made = this.state.get(keyOf(resource));
    if (!made) return { address, action: "create" };
    try {
      return { address, action: applier.changeOf(this.planned(resource, stack), made) };
    } catch (error) {
      // it needs what is yet to be made
      if (error instanceof NotKnown || error instanceof Refused) return { address, action: "update" };
      throw error;
    }
  }

  private applier(order: readonly string[]): Applier {
    return new Applier(this.state, order, this.options.retry ?? 0);
  }

  private stackOf(name: string): Stack {
    const stack = this.world.stacks.find((one) => one.name === name);
    if (!stack) throw new Error(`found no stack ${name} in the world`);
    return stack;
  }

  private async applyStack(stack: Stack, applier: Applier): Promise<void> {
    const resources = inOrder(stack);
    if (!(await this.plan(stack, resources, applier))) {
      await this.removeFrom(stack.name, () => true, applier);
      return;
    }
    this.applied.add(stack.name);
    const wanted = new Set(resources.map(keyOf));
    // what stays no longer depends on what goes
    for (const resource of resources) {
      const made = this.state.get(keyOf(resource));
      if (made) this.state.keep(made, resource);
    }
    await this.removeFrom(stack.name, (key) => !wanted.has(key), applier);
    const failed: string[] = [];
    for (const resource of resources) {
      if (readsFirst(resource, resources)) continue;
      const blocked = failed.some((address) => resource.dependsOn.has(address));
      if (blocked || !(await this.bring(resource, stack, applier))) {
        failed.push(resource.address);
        await this.removeFrom(stack.name, (key) => key === keyOf(resource), applier);
      }
    }
  }

  /** What Terraform does before it changes anything; false where it ends there. */
  private async plan(stack: Stack, resources: readonly Resource[], applier: Applier): Promise<boolean> {
    const before = applier.refusals.length;
    for (const resource of resources)
      try {
        if (readsFirst(resource, resources)) await this.read(resource, stack);
        else if (resource.mode === "managed") this.planned(resource, stack);
      } catch (error) {
        if (error instanceof NotKnown) continue;
        if (!(error instanceof Refused)) throw error;
        applier.refuse(resource, "read", error);
      }
    return applier.refusals.length === before;
  }

  /** False where it was refused, or needs a value that does not exist. */
  private async bring(resource: Resource, stack: Stack, applier: Applier): Promise<boolean> {
    try {
      if (resource.mode === "managed") return await applier.bring(this.planned(resource, stack));
      await this.read(resource, stack);
      return true;
    } catch (error) {
      if (error instanceof Refused) applier.refuse(resource, "read", error);
      else if (!(error instanceof NotKnown)) throw error;
      // else the resource that gives the value was refused, which is reported already
      else if (applier.refusals.length === 0)
        applier.refuse(resource, "read", new Refused("Value not known", error.message));
      return false;
    }
  }

  private async read(resource: Resource, stack: Stack): Promise<void> {
    const states = { has: (name: string) => this.applied.has(name), output: this.output.bind(this) };
    this.state.give(resource, await readData(this.settings(resource), this.providerOf(resource, stack), states));
  }

  private planned(resource: Resource, stack: Stack): Planned {
    const { address, type, dependsOn } = resource;
    const provider = this.providerOf(resource, stack);
    const kind = kindOf(type);
    return {
      stack: stack.name,
      address,
      type,
      kind,
      provider,
      dependsOn,
      wanted: kind.read(this.settings(resource), provider),
    };
  }

  private settings(resource: Resource): Settings {
    return new Settings(resource, (text) => this.resolve(text));
  }

  private providerOf(resource: Resource, stack: Stack) {
    return providerOf(resource, stack, this.clients, this.kubernetes);
  }

  /** Removes what was made, or perhaps made, in a stack and is asked for. */
  private async removeFrom(stack: string, removed: (key: string) => boolean, applier: Applier): Promise<void> {
    for (const planned of [...this.state.pending.values()])
      if (planned.stack === stack && removed(keyOf(planned))) await applier.clear(planned);
    for (const { address } of this.state.latest(stack)) {
      const made = this.state.get(keyOf({ stack, address }));
      if (made && removed(keyOf(made))) await applier.remove(made);
    }
  }

  /** A variable takes the value of the output of the same name, in whichever stack, as TF_VAR_ would set it. */
  private variable(unknown: string): string {
    const name = nameOfUnknown(unknown);
    const [, variable] = /^[^/]+\/var\.(.+)$/.exec(name) ?? [];
    if (variable === undefined) throw new NotKnown(`${name} is not known`);
    for (const stack of this.world.stacks) {
      const value = this.output(stack.name, variable);
      if (value !== undefined) return value;
    }
    throw new PlanRefused(
      "No value for required variable",
      `The root module input variable "${variable}" is not set, and has no default value.`,
    );
  }
}

/** `certificate_authority[0].data` as blocks have it: what a state needs for readers of it. */
const nested = (given: Given): Readonly<Record<string, Json>> => {
  const authority = given["certificate_authority[0].data"];
  return authority === undefined ? {} : { certificate_authority: [{ data: authority }] };
};
