import { InputError } from "../source-location";
import type { ReadOptions } from "../world";
import type { ReadStack } from "./configuration";

/** @throws InputError for options that are malformed, or name a stack or alias that was not read */
export function checkOptions(
  { accounts = new Map(), regions = new Map(), variables = new Map(), variableFiles = new Map() }: ReadOptions,
  stacks: ReadonlyMap<string, ReadStack>,
): void {
  for (const [key, id] of accounts) {
    if (!/^\d{12}$/.test(id))
      throw new InputError(`found --account ${key}=${id}, expected the 12 digits of an account`);
    checkProvider("--account", key, stacks);
  }
  for (const key of regions.keys()) checkProvider("--region", key, stacks);
  for (const key of variables.keys()) {
    const stack = [...stacks.values()].find(({ name }) => key.startsWith(`${name}.`));
    if (!stack) throw new InputError(`found --var ${key}, expected STACK.NAME with one of the stacks ${names(stacks)}`);
    checkTakesValues(`--var ${key}`, stack);
  }
  for (const [name, files] of variableFiles) {
    const stack = stacks.get(name);
    const option = `--var-file ${name}=${files[0] ?? ""}`;
    if (!stack) throw new InputError(`found ${option}, expected STACK=FILE with one of the stacks ${names(stacks)}`);
    checkTakesValues(option, stack);
  }
}

function checkTakesValues(option: string, { name, kind }: ReadStack): void {
  if (kind !== "configuration")
    throw new InputError(
      `found ${option}, but ${name} is a ${kind}, whose variables have their values; leave the option out`,
    );
}

function checkProvider(option: string, key: string, stacks: ReadonlyMap<string, ReadStack>): void {
  if (stacks.has(key)) return;
  const dot = key.lastIndexOf(".");
  const stack = dot === -1 ? undefined : stacks.get(key.slice(0, dot));
  if (!stack) throw new InputError(`found ${option} ${key}, expected one of the stacks ${names(stacks)}`);
  if (stack.aliases.includes(key.slice(dot + 1))) return;
  throw new InputError(
    `found ${option} ${key}, but stack ${stack.name} has no provider aws.${key.slice(dot + 1)}; expected ${[stack.name, ...stack.aliases.map((alias) => `${stack.name}.${alias}`)].join(", ")}`,
  );
}

const names = (stacks: ReadonlyMap<string, ReadStack>): string => [...stacks.keys()].join(", ");
