import { Problem } from "../problem";

/** A read that holds a slot. */
export interface Read {
  /** The address of who asked. */
  readonly client: string;
  /** For how long its caller has taken nothing of what is there for it, in milliseconds; 0 while it takes, or S3 is awaited. */
  stalled(): number;
  /** Ends it, so that another can have its slot. */
  evict(why: Eviction): void;
}

/** `slow`: its caller takes nothing. `share`: its client has the most slots, and another has next to none. */
export type Eviction = "slow" | "share";

export interface SlotsOptions {
  /** As many reads as there may be at a time. */
  readonly most: number;
  /** As many of them as one client may have. */
  readonly mostPerClient: number;
}

/** A caller that takes nothing for so long, in milliseconds, makes room for another where all slots are taken. */
const SLOW = 2_000;
/** So many slots a client gets at the expense of the one that has the most. */
const SHARE = 8;

/** Who may read now: as many as there are connections to S3, divided so that nobody keeps others out. */
export class Slots {
  /**
   * In the order in which they came. An array, since what is in a Set for a short time is kept for a long one: V8 leaves
   * each table that such a Set has outgrown with its entries and a pointer to the next.
   */
  private readonly reads: Read[] = [];
  private readonly held = new Map<string, number>();

  constructor(private readonly options: SlotsOptions) {}

  get taken(): number {
    return this.reads.length;
  }

  /**
   * Takes a slot, which {@link release} gives back.
   * @throws Problem 429 where the client has as many as it may, 503 where all are taken by others who read on
   */
  take(read: Read): void {
    const held = this.held.get(read.client) ?? 0;
    const { most, mostPerClient } = this.options;
    if (held >= mostPerClient && held < most)
      throw busy(429, "Too many reads", `As many objects as one client may read at a time, ${mostPerClient}, are read`);
    if (this.reads.length >= most) {
      const [out, why] = this.slowest() ?? this.beyondShare(held) ?? [];
      if (!out || !why) throw busy(503, "Busy", "As many objects as can be are read");
      this.release(out);
      out.evict(why);
    }
    this.reads.push(read);
    this.held.set(read.client, held + 1);
  }

  /** Gives its slot back, if it still has it. */
  release(read: Read): void {
    const at = this.reads.indexOf(read);
    if (at === -1) return;
    this.reads.splice(at, 1);
    const held = (this.held.get(read.client) ?? 0) - 1;
    if (held > 0) this.held.set(read.client, held);
    else this.held.delete(read.client);
  }

  private slowest(): [Read, Eviction] | undefined {
    const read = mostStalled(this.reads);
    return read && read.stalled() >= SLOW ? [read, "slow"] : undefined;
  }

  private beyondShare(held: number): [Read, Eviction] | undefined {
    const [client, most] = [...this.held].reduce((one, other) => (other[1] > one[1] ? other : one));
    if (held >= SHARE || most <= SHARE) return undefined;
    const read = mostStalled(this.reads.filter((one) => one.client === client));
    return read && [read, "share"];
  }
}

/** Where none is stalled, the one that came last. */
function mostStalled(reads: readonly Read[]): Read | undefined {
  let found: Read | undefined;
  let longest = 0;
  for (const read of reads) {
    const time = read.stalled();
    if (time < longest) continue;
    [found, longest] = [read, time];
  }
  return found;
}

const busy = (status: number, title: string, what: string): Problem =>
  new Problem(status, title, `${what} already; try again.`, { "retry-after": "1" });
