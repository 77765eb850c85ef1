import { lazy } from "../../collections/lazy";
import { Accounts, type UnnamedAccount } from "../accounts";
import { InputError } from "../source-location";
import type { ReadOptions, World } from "../world";
import type { LoadedStack, ReadStack } from "./configuration";
import { checkOptions } from "./options";
import { worldLookup } from "./world-lookup";

/**
 * The world of the stacks `loaded`, in which every account without a number is one of its own until it is read under
 * other ids.
 * @throws InputError for options that name what is not there, or contradict a stack
 */
export function worldOf(loaded: readonly LoadedStack[], options: ReadOptions): World {
  const written = lazy(() => textsIn([...loaded.map((one) => one.written), [...(options.variables?.values() ?? [])]]));
  const under = (ids: ReadonlyMap<string, string>, check: boolean): World => {
    const accounts = new Accounts(ids, (id) => written().some((text) => text.includes(id)));
    const stacks = new Map<string, ReadStack>();
    const lookup = worldLookup(() => [...stacks.values()]);
    for (const one of loaded) stacks.set(one.name, one.under(accounts, lookup));
    if (check) {
      checkOptions(options, stacks);
      for (const stack of stacks.values()) stack.check();
    }
    const all = [...stacks.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const unnamed = lazy(() => unnamedIn(all, accounts));
    return {
      stacks: all,
      accounts: {
        get unnamed() {
          return unnamed();
        },
        get written() {
          return written();
        },
        under: (others) => under(others, false),
      },
    };
  };
  return under(new Map(), true);
}

/** The accounts without a number that something of AWS in `stacks` is in, in the order of the stacks. */
function unnamedIn(stacks: readonly ReadStack[], accounts: Accounts): readonly UnnamedAccount[] {
  const used = new Set<string>();
  for (const stack of stacks)
    for (const one of [stack, ...stack.resources.filter(({ type }) => /^aws(cc)?_/.test(type))])
      try {
        if (one.account !== undefined) used.add(one.account);
      } catch (error) {
        // what cannot be read is told where it is needed
        if (!(error instanceof InputError)) throw error;
      }
  return accounts.unnamed.filter(({ id }) => used.has(id));
}

/** Every text, key and number in `values`. */
function textsIn(values: readonly unknown[]): readonly string[] {
  const texts = new Set<string>();
  const open: unknown[] = [...values];
  for (let next = open.pop(); open.length > 0 || next !== undefined; next = open.pop()) {
    if (typeof next === "string") texts.add(next);
    else if (typeof next === "number") texts.add(String(next).padStart(12, "0"));
    else if (Array.isArray(next)) open.push(...next);
    else if (typeof next === "object" && next !== null) open.push(...Object.keys(next), ...Object.values(next));
  }
  return [...texts];
}
