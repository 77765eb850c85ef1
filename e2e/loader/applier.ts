import { gone, mayPass, Refused, saysExists } from "./errors";
import { keyOf } from "./key";
import { differing } from "./resources/kind";
import type { Made, Planned, State } from "./state";

/** A refused operation, and the reason. */
export interface Refusal {
  readonly stack: string;
  /** Terraform's address within the stack. */
  readonly address: string;
  /** As on the wire: `MalformedPolicyDocument`; for Terraform's own errors their heading: `Resource postcondition failed`. */
  readonly code: string;
  readonly message: string;
  readonly action: "create" | "update" | "delete" | "read";
}

const PAUSE = 50;

/** Creates, updates and removes single resources, and keeps the state. Throws Interrupted; lists refusals. */
export class Applier {
  readonly refusals: Refusal[] = [];
  /** Keys of resources that could not be removed. */
  private readonly kept = new Set<string>();

  constructor(
    private readonly state: State,
    /** Stacks that may be changed. */
    private readonly order: readonly string[],
    /** For how many milliseconds errors that IAM's delay may cause are retried. */
    private readonly retry: number,
  ) {}

  /** Brings one resource to the wanted state; false where that was refused, and it is then absent. */
  async bring(planned: Planned): Promise<boolean> {
    const made = this.state.get(keyOf(planned));
    if (!made) return this.create(planned);
    switch (this.changeOf(planned, made)) {
      case "none":
        this.state.keep(made, planned);
        return true;
      case "update":
        return this.update(planned, made);
      case "replace":
        return (await this.remove(made)) && (await this.create(planned));
    }
  }

  /** What is to be done to a resource that is there. */
  changeOf(planned: Planned, made: Made): "none" | "update" | "replace" {
    const { kind, wanted } = planned;
    const differs = differing(wanted, made.wanted);
    if (
      differs.size === 0 &&
      sameProvider(planned, made) &&
      made.settled &&
      !made.attempted &&
      !this.state.isStale(made)
    )
      return "none";
    const replaced =
      !sameProvider(planned, made) ||
      (differs.size > 0 && !kind.update) ||
      kind.replacedBy.some((name) => differs.has(name as never)) ||
      kind.replaces?.(wanted, made.wanted);
    return replaced ? "replace" : "update";
  }

  private async create(planned: Planned): Promise<boolean> {
    const { kind, provider, wanted } = planned;
    const begun = this.state.pending.get(keyOf(planned));
    if (begun && (differing(wanted, begun.wanted).size > 0 || !sameProvider(planned, begun))) await this.clear(begun);
    this.state.pending.set(keyOf(planned), planned);
    const made = await this.tried(planned, "create", async () => {
      try {
        return await kind.create(provider, wanted);
      } catch (error) {
        if (!(begun && error instanceof Refused && saysExists(error))) throw error;
        // begun before an interruption: as with what Terraform calls tainted, another one is made
        await this.clear(planned);
        return await kind.create(provider, wanted);
      }
    });
    this.state.pending.delete(keyOf(planned));
    if (!made) return false;
    return this.settle(this.state.add(planned, made.result));
  }

  private async update(planned: Planned, made: Made): Promise<boolean> {
    const { kind, provider, wanted } = planned;
    const olds = [made.attempted, made.wanted].filter((old) => old !== undefined);
    this.state.change(made, { attempted: wanted });
    const done = await this.tried(planned, "update", async () => {
      for (const old of olds) await kind.update?.(provider, wanted, old, made.given);
    });
    if (!done) {
      await this.remove(made);
      return false;
    }
    const { attempted: _, ...settled } = this.state.change(made, planned);
    return this.settle(settled);
  }

  private async settle(made: Made): Promise<boolean> {
    const { kind, provider, wanted, given } = made;
    if (!made.settled && !(await this.tried(made, "create", async () => kind.settle?.(provider, wanted, given)))) {
      await this.remove(made);
      return false;
    }
    this.state.change(made, { settled: true });
    return true;
  }

  /** Removes its dependents, then the resource; false where one of these was refused. */
  async remove(made: Made): Promise<boolean> {
    if (this.kept.has(keyOf(made))) return false;
    let free = true;
    for (const other of this.state.latest()) {
      const current = this.state.get(keyOf(other));
      if (current && this.needs(current, made)) free = (await this.remove(current)) && free;
    }
    const { kind, provider, wanted, given } = made;
    const done = free && (await this.tried(made, "delete", () => gone(kind.remove(provider, wanted, given))));
    if (done) this.state.remove(made);
    else this.kept.add(keyOf(made));
    return Boolean(done);
  }

  private needs(other: Made, made: Made): boolean {
    if (other.stack === made.stack && other.dependsOn.has(made.address)) return true;
    const is = made.kind.is?.(made.provider, made.wanted);
    return is !== undefined && this.order.includes(other.stack) && needsOf(other).includes(is);
  }

  /** Removes what an interrupted creation may have left behind. */
  async clear(planned: Planned): Promise<void> {
    const { kind, provider, wanted } = planned;
    const remove = async () => {
      const given = kind.find ? await kind.find(provider, wanted) : {};
      if (given) await kind.remove(provider, wanted, given);
    };
    await this.tried(planned, "delete", () => gone(remove()));
    this.state.pending.delete(keyOf(planned));
  }

  /** What `act` returns; undefined where it was refused. */
  private async tried<T>(
    of: Planned,
    action: Refusal["action"],
    act: () => Promise<T>,
  ): Promise<{ readonly result: T } | undefined> {
    const until = Date.now() + this.retry;
    for (;;) {
      try {
        return { result: await act() };
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (!mayPass(error) || Date.now() >= until) {
          this.refuse(of, action, error);
          return undefined;
        }
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
  }

  refuse(of: { stack: string; address: string }, action: Refusal["action"], { code, message }: Refused): void {
    this.refusals.push({ stack: of.stack, address: of.address, code, message, action });
  }
}

const sameProvider = ({ provider: a }: Planned, { provider: b }: Planned): boolean =>
  a.account === b.account && a.region === b.region;

const needsOf = ({ kind, provider, wanted }: Made): readonly string[] => kind.needs?.(provider, wanted) ?? [];
