import { setFlagsFromString } from "node:v8";

/** Fewer chains fit into memory whatever the heap does. */
const MANY = 3000;

/**
 * Has V8 collect garbage when the heap has grown by a seventh, where much will stay in it: by itself it lets a heap of many
 * chains grow to twice what is alive, and ten thousand would need more than a GiB.
 */
export function keepHeapSmall(chains: number): void {
  if (chains >= MANY) setFlagsFromString("--heap-growing-percent=15");
}
