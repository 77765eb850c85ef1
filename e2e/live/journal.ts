import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AccountKey } from "./options";

/** Something that a run makes. Pods and service accounts are in namespaces of the stacks and go with them. */
export type Thing =
  | { readonly kind: "stack"; readonly name: string }
  | { readonly kind: "role"; readonly account: AccountKey; readonly name: string }
  | { readonly kind: "association"; readonly namespace: string; readonly serviceAccount: string };

interface Entry {
  readonly does: "begin" | "gone";
  readonly thing: Thing;
}

/**
 * What a run has begun to make, in a file of its folder: written before AWS is asked, so that whatever ends the run,
 * what it may have made is known.
 */
export class Journal {
  private readonly file: string;

  constructor(folder: string) {
    this.file = join(folder, "journal.jsonl");
  }

  begin(thing: Thing): void {
    this.write({ does: "begin", thing });
  }

  gone(thing: Thing): void {
    this.write({ does: "gone", thing });
  }

  /** What may be there, the last begun first. */
  left(): readonly Thing[] {
    const left = new Map<string, Thing>();
    for (const { does, thing } of this.entries()) {
      left.delete(JSON.stringify(thing));
      if (does === "begin") left.set(JSON.stringify(thing), thing);
    }
    return [...left.values()].reverse();
  }

  private entries(): readonly Entry[] {
    if (!existsSync(this.file)) return [];
    const lines = readFileSync(this.file, "utf8").split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Entry);
  }

  private write(entry: Entry): void {
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`, { flush: true });
  }
}

export const shown = (thing: Thing): string =>
  thing.kind === "association"
    ? `association of ${thing.namespace}/${thing.serviceAccount}`
    : `${thing.kind} ${thing.name}`;
