import type { Disagreement } from "./disagreement";
import { EXCEPTIONS } from "./exceptions";

/** What was counted, in a form that goes from one process to another. */
export interface Figures {
  readonly counts: Readonly<Record<string, number>>;
  readonly disagreements: number;
}

/** Counts agreements by kind, and shows disagreements as they come. */
export class Tally {
  private readonly counts = new Map<string, number>();
  private disagreements = 0;

  add(kind: string, times = 1): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + times);
  }

  disagree(disagreement: Disagreement): void {
    const exception = EXCEPTIONS.find(({ covers }) => covers(disagreement));
    if (exception) this.add(`excepted: ${exception.kind}`);
    else {
      this.disagreements += 1;
      console.log(`${disagreementText(disagreement)}\n`);
    }
  }

  take({ counts, disagreements }: Figures): void {
    for (const [kind, times] of Object.entries(counts)) this.add(kind, times);
    this.disagreements += disagreements;
  }

  get figures(): Figures {
    return { counts: Object.fromEntries(this.counts), disagreements: this.disagreements };
  }
}

const disagreementText = ({ world, mutation, chain, about, proveSays, runSays }: Disagreement): string =>
  [
    `DISAGREE ${world}${mutation === "" ? "" : `: ${mutation}`}`,
    `  chain      ${chain}, ${about}`,
    `  prove says ${proveSays}`,
    `  run says   ${runSays}`,
  ].join("\n");
