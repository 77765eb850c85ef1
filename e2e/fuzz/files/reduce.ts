import { attempt } from "./attempt";
import type { Files } from "./rounds";

const TRIES = 400;

/** The smallest files found that still crash in the same way. */
export async function reduced(files: Files, signature: string): Promise<Files> {
  let [small, tries] = [files, 0];
  const still = async (candidate: Files): Promise<boolean> => {
    tries += 1;
    const outcome = await attempt(candidate);
    if (outcome.kind !== "crash" || outcome.signature !== signature) return false;
    small = candidate;
    return true;
  };
  for (const path of Object.keys(small)) {
    const { [path]: _, ...others } = small;
    await still(others);
  }
  for (const path of Object.keys(small)) {
    const content = small[path];
    if (typeof content !== "string") continue;
    const json = parsed(content);
    if (json === undefined)
      await withoutLines(
        content,
        (text) => still({ ...small, [path]: text }),
        () => tries < TRIES,
      );
    else
      await withoutNodes(
        json,
        (value) => still({ ...small, [path]: JSON.stringify(value, undefined, 1) }),
        () => tries < TRIES,
      );
  }
  return small;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Takes one key or element after the other away, outermost first. */
async function withoutNodes(
  whole: unknown,
  still: (value: unknown) => Promise<boolean>,
  more: () => boolean,
): Promise<void> {
  let root = whole;
  const walk = async (path: readonly string[]): Promise<void> => {
    const node = at(root, path);
    if (typeof node !== "object" || node === null) return;
    for (const key of Object.keys(node).reverse()) {
      if (!more()) return;
      const copy = structuredClone(root);
      const holder = at(copy, path) as Record<string, unknown>;
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
      if (await still(copy)) root = copy;
      else await walk([...path, key]);
    }
  };
  await walk([]);
}

const at = (root: unknown, path: readonly string[]): unknown =>
  path.reduce((node: unknown, key) => (node as Record<string, unknown> | undefined)?.[key], root);

/** Takes chunks of lines away, large ones first. */
async function withoutLines(
  text: string,
  still: (text: string) => Promise<boolean>,
  more: () => boolean,
): Promise<void> {
  let lines = text.split("\n");
  for (let size = Math.ceil(lines.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let from = 0; from < lines.length && more(); ) {
      const without = [...lines.slice(0, from), ...lines.slice(from + size)];
      if (await still(without.join("\n"))) lines = without;
      else from += size;
    }
}
