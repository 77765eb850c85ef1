import { lazy } from "../../collections/lazy";
import { Accounts, type UnnamedAccount } from "../accounts";
import type { Lookup } from "../lookup";
import { tooDeep } from "../nesting-limit";
import { InputError } from "../source-location";
import type { LoadedStack, ReadStack } from "../stack/configuration";
import { worldLookup } from "../stack/world-lookup";
import type { ReadOptions, World } from "../world";
import { textsIn, valuesIn } from "./texts";

/** A world, and its stacks as those of other worlds see them. */
export interface ReadWorld {
  readonly world: World;
  readonly stacks: readonly ReadStack[];
}

/**
 * The world of the stacks `loaded`, in which every account without a number is one of its own until it is read under
 * other ids.
 * @throws InputError for what cannot be used
 */
export function worldOf(
  loaded: readonly LoadedStack[],
  options: ReadOptions,
  ids: ReadonlyMap<string, string> = new Map(),
): ReadWorld {
  const written = lazy(() => textsIn([...loaded.map((one) => one.written), ...given(options)]));
  const under = (known: ReadonlyMap<string, string>): ReadWorld => {
    const accounts = new Accounts(known, (id) => written().some((text) => text.includes(id)));
    const stacks = new Map<string, ReadStack>();
    const lookup = worldLookup(() => [...stacks.values()]);
    for (const one of loaded) stacks.set(one.name, stackUnder(one, accounts, lookup));
    // only now: how many there are of a resource may depend on what any other stack puts out
    for (const stack of stacks.values()) void stack.resources;
    const all = [...stacks.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const unnamed = lazy(() => unnamedIn(all, accounts));
    const evaluated = lazy(() => withoutStandIns(textsIn(valuesIn(all)), accounts));
    const world: World = {
      stacks: all,
      accounts: {
        get unnamed() {
          return unnamed();
        },
        get written() {
          return [...written(), ...evaluated()];
        },
        under: (others) => under(others).world,
      },
    };
    return { world, stacks: all };
  };
  return under(ids);
}

/** @throws InputError for one that is nested too deep to be read */
function stackUnder(loaded: LoadedStack, accounts: Accounts, lookup: Lookup): ReadStack {
  try {
    return loaded.under(accounts, lookup);
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep({ file: loaded.name });
    throw error;
  }
}

/** Texts of the command line. */
const given = ({ accounts, variables, environment }: ReadOptions): readonly unknown[] => [
  ...(environment?.values() ?? []),
  ...(accounts?.values() ?? []),
  ...(variables?.values() ?? []),
];

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

/** `texts` without the digits that stand for accounts. */
function withoutStandIns(texts: readonly string[], { unnamed }: Accounts): readonly string[] {
  if (unnamed.length === 0) return texts;
  const ids = new RegExp(unnamed.map(({ id }) => id).join("|"), "g");
  return texts.map((text) => text.replaceAll(ids, " "));
}
