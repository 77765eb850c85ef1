/** What must be ended, the last first. */
export class Ends {
  private readonly all: (() => Promise<void>)[] = [];
  private ended: Promise<void> | undefined;

  /** Added before what it ends is under way, so that an interruption meanwhile finds it. */
  add(end: () => Promise<void>): void {
    this.all.push(end);
  }

  /** Ends all of it, once, and what is added meanwhile. */
  run(): Promise<void> {
    this.ended ??= this.endAll();
    return this.ended;
  }

  private async endAll(): Promise<void> {
    for (let end = this.all.pop(); end; end = this.all.pop()) await end().catch(() => {});
  }
}
