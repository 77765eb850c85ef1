/** What must be ended, the last first. */
export class Ends {
  private readonly all: (() => Promise<void>)[] = [];
  private ended: Promise<void> | undefined;

  /** Ends it at once where all the rest has been ended already. */
  add(end: () => Promise<void>): void {
    if (this.ended) void end();
    else this.all.push(end);
  }

  /** Ends all of it, once. */
  run(): Promise<void> {
    this.ended ??= this.endAll();
    return this.ended;
  }

  private async endAll(): Promise<void> {
    for (const end of this.all.toReversed()) await end().catch(() => {});
  }
}
