import { readable } from "../../unknown/unknown-text";
import { UnknownValue, unknownBecauseOf } from "../../unknown/unknown-value";
import { entriesOf } from "../expression/access";
import { flagOf, numberOf } from "../expression/operators";
import { type Block, isRaw, listed, locationIn, own, rawOf } from "../source/block";
import { InputError, type SourceLocation } from "../source-location";
import { equal, toText, type Value } from "../value";

/** One instance that `count` or `for_each` makes, and what `count` and `each` are in it. */
export interface Instance {
  /** `[0]`, `["key"]`, or nothing. */
  readonly suffix: string;
  readonly key: string | number | undefined;
  readonly names: ReadonlyMap<string, Value>;
}

/** The instances of a block, or why their number is not known. */
export type Expansion =
  | { readonly instances: readonly Instance[]; readonly kind: "one" | "count" | "for_each" }
  | UnknownValue;

/** Whether the instances of `block` are numbered. */
export const isCounted = (block: Block): boolean => (rawOf(block, "count") ?? null) !== null;

const MOST = 200_000;

const NONE: Expansion = { kind: "one", instances: [] };

const SINGLE: Expansion = { kind: "one", instances: [{ suffix: "", key: undefined, names: new Map() }] };

/** The values of each.* and count.* where the number of instances is not known. */
export const unknownNames = (unknown: UnknownValue): ReadonlyMap<string, Value> => {
  const part = unknownBecauseOf(unknown, unknown.reason);
  return new Map<string, Value>([
    ["each", { key: part, value: part }],
    ["count", { index: part }],
  ]);
};

/**
 * The instances of `block`.
 * @throws InputError for a count or for_each that Terraform would refuse
 * @see https://developer.hashicorp.com/terraform/language/meta-arguments/for_each
 */
export function expand(block: Block, value: (raw: unknown) => Value): Expansion {
  const count = rawOf(block, "count");
  const over = rawOf(block, "for_each");
  if ((count ?? null) !== null && (over ?? null) !== null)
    throw new InputError("found count and for_each, of which Terraform takes one", locationIn(block, ["for_each"]));
  if (count !== undefined && count !== null) return counted(value(count), () => locationIn(block, ["count"]));
  if (over !== undefined && over !== null) return keyed(value(over), () => locationIn(block, ["for_each"]));
  const [enabled] = listed(rawOf(block, "lifecycle")).flatMap((one) => (isRaw(one) ? (own(one, "enabled") ?? []) : []));
  return enabled === undefined ? SINGLE : enabledBy(value(enabled), () => locationIn(block, ["lifecycle"]));
}

/** OpenTofu's way of one or none. @see https://opentofu.org/docs/language/meta-arguments/enabled */
function enabledBy(enabled: Value, location: () => SourceLocation): Expansion {
  if (enabled instanceof UnknownValue)
    return unknownBecauseOf(enabled, `whether it is enabled is not known: ${enabled.reason}`);
  const flag = flagOf(enabled);
  if (flag === undefined)
    throw new InputError(`found enabled = ${shortly(enabled)}, expected true or false`, location());
  return flag ? SINGLE : NONE;
}

function counted(count: Value, location: () => SourceLocation): Expansion {
  if (count instanceof UnknownValue) return unknownBecauseOf(count, `its count is not known: ${count.reason}`);
  const number = typeof count === "boolean" ? undefined : numberOf(count);
  if (number === undefined || !Number.isInteger(number) || number < 0 || number > MOST)
    throw new InputError(`found count = ${shortly(count)}, expected a whole number`, location());
  return {
    kind: "count",
    instances: Array.from({ length: number }, (_, index) => ({
      suffix: `[${index}]`,
      key: index,
      names: new Map([["count", { index }]]),
    })),
  };
}

function keyed(over: Value, location: () => SourceLocation): Expansion {
  if (over instanceof UnknownValue) return unknownBecauseOf(over, `its for_each is not known: ${over.reason}`);
  const entries = entriesOf(over);
  if (!entries)
    throw new InputError(`found for_each = ${shortly(over)}, expected a map or a set of strings`, location());
  const instances: Instance[] = [];
  for (const [first, value] of entries.all) {
    const key = Array.isArray(over) ? value : first;
    if (key instanceof UnknownValue) return unknownBecauseOf(key, `its for_each is not known: ${key.reason}`);
    const text = toText(key);
    if (text !== undefined && instances.some((one) => equal(String(one.key), text) === undefined))
      return new UnknownValue("after-apply", "its for_each has keys known only after apply, and two may be one");
    if (text === undefined)
      throw new InputError(`found the key ${shortly(key)} in for_each, expected strings`, location());
    instances.push({
      suffix: `[${JSON.stringify(readable(text))}]`,
      key: text,
      names: new Map([["each", { key: text, value }]]),
    });
  }
  return { kind: "for_each", instances };
}

const shortly = (value: Value): string => readable(JSON.stringify(value) ?? "nothing").slice(0, 60);
