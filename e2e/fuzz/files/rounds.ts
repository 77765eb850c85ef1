import { type Random, randomOf } from "../../oracle/random";
import { mutateJson } from "./mutate-json";
import { mutateBytes, mutateText } from "./mutate-text";
import type { Seed } from "./seeds";

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** The files of round `index`: one world with one to three of its files changed. The same seed and number, the same files. */
export function filesOf(
  all: readonly Seed[],
  seed: number,
  index: number,
): { readonly name: string; readonly files: Files } {
  const random = randomOf(seed * 1_000_003 + index);
  random.next();
  const { name, files } = random.pick(all);
  const chosen = random.chance(0.7) ? [random.pick(Object.keys(files))] : random.some(Object.keys(files), 1, 3);
  const changed = chosen.map((path) => [path, mutated(path, files[path] ?? "", random)] as const);
  return { name, files: { ...files, ...Object.fromEntries(changed) } };
}

function mutated(path: string, text: string, random: Random): string | Uint8Array {
  const times = random.chance(0.6) ? 1 : 1 + random.below(6);
  const kind = random.next();
  if (kind < 0.08) return mutateBytes(text, times, random);
  if (kind < 0.8 && path.endsWith(".json")) return mutateJson(text, times, random) ?? mutateText(text, times, random);
  return mutateText(text, times, random);
}
