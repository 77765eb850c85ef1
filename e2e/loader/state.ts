import { readable, unknownText } from "../../src/unknown/unknown-text";
import { keyOf } from "./key";
import type { Given, Kind, ProviderConfig } from "./resources/kind";

/** One resource as it is to be made. */
export interface Planned {
  readonly stack: string;
  readonly address: string;
  readonly type: string;
  readonly kind: Kind<object>;
  readonly provider: ProviderConfig;
  readonly wanted: object;
  /** Addresses of the same stack. */
  readonly dependsOn: ReadonlySet<string>;
}

/** One resource that is there. */
export interface Made extends Planned {
  readonly given: Given;
  /** False until all that belongs to it is there. */
  readonly settled: boolean;
  /** What an update was to bring that was interrupted: some of it may be there. */
  readonly attempted?: object;
  /** When it was last saved, by the state's clock. */
  readonly saved: number;
}

/** The resources that a deployment has made, as in Terraform's state files; in the order in which they were made. */
export class State {
  private readonly entries = new Map<string, Made>();
  private readonly values = new Map<string, string>();
  private readonly known = new Map<string, Given>();
  /** When a role of this ARN was last made or removed. */
  private readonly roles = new Map<string, number>();
  private clock = 0;
  /** Resources whose creation was started and whose outcome is unknown. */
  readonly pending = new Map<string, Planned>();

  get(key: string): Made | undefined {
    return this.entries.get(key);
  }

  /** All, or those of one stack; what was made last comes first. */
  latest(stack?: string): readonly Made[] {
    return [...this.entries.values()].filter((made) => stack === undefined || made.stack === stack).reverse();
  }

  add(planned: Planned, given: Given): Made {
    this.give(planned, given);
    const made = { ...planned, given, settled: planned.kind.settle === undefined, saved: this.mark(planned, given) };
    this.entries.set(keyOf(planned), made);
    this.pending.delete(keyOf(planned));
    return made;
  }

  change(made: Made, changes: Partial<Made>): Made {
    const changed = { ...made, ...changes, saved: ++this.clock };
    this.entries.set(keyOf(made), changed);
    return changed;
  }

  /** Nothing is saved; what it depends on may be new. */
  keep(made: Made, { dependsOn }: Pick<Planned, "dependsOn">): void {
    this.entries.set(keyOf(made), { ...made, dependsOn });
  }

  remove(made: Made): void {
    this.entries.delete(keyOf(made));
    this.known.delete(keyOf(made));
    for (const path of Object.keys(made.given)) this.values.delete(unknownText(`${keyOf(made)}.${path}`));
    this.mark(made, made.given);
  }

  /** Values of a resource or a data source that are known now. */
  give(of: { stack: string; address: string }, given: Given): void {
    this.known.set(keyOf(of), given);
    for (const [path, value] of Object.entries(given)) this.values.set(unknownText(`${keyOf(of)}.${path}`), value);
  }

  /** What is known of a resource or a data source since it was made or read; {} before. */
  given(of: { stack: string; address: string }): Given {
    return this.known.get(keyOf(of)) ?? {};
  }

  /** The value of an unknown value (with its delimiters). */
  value(symbol: string): string | undefined {
    return this.values.get(symbol);
  }

  /** Whether a role that it names was made or removed since it was saved, so that AWS may have stored another role's id. */
  isStale({ kind, wanted, saved }: Made): boolean {
    return kind.principals?.(wanted).some((arn) => (this.roles.get(arn) ?? 0) > saved) ?? false;
  }

  private mark({ type }: Planned, { arn }: Given): number {
    this.clock += 1;
    if (type === "aws_iam_role" && arn !== undefined) this.roles.set(arn, this.clock);
    return this.clock;
  }
}

/** The name of an unknown value, as addresses are written. */
export const nameOfUnknown = (symbol: string): string => readable(symbol).slice(1, -1);
