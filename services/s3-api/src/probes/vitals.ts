/** How long the main thread may be silent and still pass for alive, in nanoseconds: a busy one is not a hung one. */
const HUNG = 10_000_000_000n;
const [BEAT, READY] = [0, 1];

/**
 * What the main thread lets the probes' thread know, in memory that both see: a thread that is busy, or hangs,
 * answers no question.
 */
export class Vitals {
  private readonly cells: BigInt64Array;

  constructor(readonly memory = new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT)) {
    this.cells = new BigInt64Array(memory);
  }

  /** The main thread moves. */
  beat(): void {
    Atomics.store(this.cells, BEAT, process.hrtime.bigint());
  }

  setReady(ready: boolean): void {
    Atomics.store(this.cells, READY, ready ? 1n : 0n);
  }

  isAlive(): boolean {
    return process.hrtime.bigint() - Atomics.load(this.cells, BEAT) < HUNG;
  }

  isReady(): boolean {
    return Atomics.load(this.cells, READY) === 1n;
  }
}
