import type { UnnamedAccount, World } from "../../terraform";
import { InputError } from "../../terraform/source-location";
import { UnknownValue } from "../../unknown/unknown-value";
import type { Assignment } from "./assignments";
import { type Names, renamed } from "./names";

/**
 * Whether something in `world` is made of the digits of an unnamed account other than by writing all of them: a part of
 * them, or a hash. With other digits it is another text, and what is decided by it holds for the invented digits only.
 */
export function computesWithDigits(world: World, first: Assignment, accounts: readonly UnnamedAccount[]): boolean {
  if (!world.accounts.written.some((text) => COMPUTING.test(text))) return false;
  const others = new Map(accounts.map(({ id }) => [id, otherDigits(id)]));
  const second = new Map([...first].map(([key, id]) => [key, others.get(id) ?? id]));
  const back = new Map([...others].map(([id, other]) => [other, id]));
  const [one, two] = [textsOf(world.accounts.under(first), new Map()), textsOf(world.accounts.under(second), back)];
  return one.size !== two.size || [...one].some(([place, text]) => two.get(place) !== text);
}

/** Functions that may take a text apart. */
const COMPUTING =
  /\b(substr|split|replace|regex(all)?|trim\w*|strrev|startswith|endswith|strcontains|md5|sha\d+|base64\w*|\w*crypt|uuidv5|parseint|tonumber|format(list)?|length)\s*\(/;

/** Every digit but the first is another, so that the order among numbers is mostly the same. */
const otherDigits = (id: string): string =>
  id.slice(0, 1) + id.slice(1).replaceAll(/\d/g, (digit) => String((Number(digit) + 5) % 10));

/** What every argument of AWS's resources is, by its place. */
function textsOf(world: World, names: Names): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { name, resources } of world.stacks)
    for (const resource of resources) {
      if (resource.mode !== "managed" || !/^(aws|kubernetes)_/.test(resource.type)) continue;
      for (const argument of resource.arguments) {
        const place = renamed(`${name} ${resource.address} ${argument}`, names);
        try {
          texts.set(place, renamed(JSON.stringify(resource.get(argument), plain) ?? "", names));
        } catch (error) {
          // what cannot be read is told where it is needed
          if (!(error instanceof InputError)) throw error;
        }
      }
    }
  return texts;
}

const plain = (_: string, value: unknown): unknown => (value instanceof UnknownValue ? (value.origin ?? null) : value);
