import { ProviderConfiguration } from "../provider";
import { type Block, dynamicOf, isRaw, layerOf, listed, locationIn, rawOf } from "../source/block";
import { InputError } from "../source-location";
import { type Value, walkValue } from "../value";
import { blocksOf, valueAt } from "./body";
import type { Module } from "./module";

/**
 * The provider configurations that a module's resources use, by local name and alias: its own, those that its call
 * passes on, and the default ones of the module that calls it.
 * @see https://developer.hashicorp.com/terraform/language/modules/develop/providers
 */
export function providersOf(module: Module): ReadonlyMap<string, ProviderConfiguration> {
  const providers = new Map<string, ProviderConfiguration>();
  const { call } = module;
  if (call) {
    for (const [key, provider] of call.module.providers) if (!key.includes(".")) providers.set(key, provider);
    for (const map of listed(rawOf(call.block, "providers")))
      for (const [inner, outer] of isRaw(map) ? Object.entries(map) : []) {
        if (typeof outer !== "string") continue;
        const name = bare(outer);
        const provider =
          call.module.providers.get(name) ??
          (name.includes(".") ? undefined : configuration(call.module, name, undefined));
        if (!provider)
          throw new InputError(
            `found the provider ${name}, which is not configured; expected one of ${known(call.module)}`,
            locationIn(call.block, ["providers"]),
          );
        providers.set(bare(inner), provider);
      }
  }
  for (const [key, block] of module.loaded.source.providers) providers.set(key, configuration(module, key, block));
  return providers;
}

const known = (module: Module): string => [...module.providers.keys()].join(", ") || "none";

/** A provider's name as it is written: `aws.b`, `"aws.b"` or `"${aws.b}"`. */
const bare = (text: string): string => text.replace(/^\$\{\s*|\s*\}$/g, "").trim();

function configuration(module: Module, key: string, block: Block | undefined): ProviderConfiguration {
  const [, alias] = key.split(".");
  const get = (...path: readonly (string | number)[]): Value => {
    const [name, ...rest] = path;
    const layer = block && layerOf(block, String(name));
    if (!layer) return null;
    const reading = module.reading(() => locationIn(block, path));
    return dynamicOf(layer.body, String(name)) === undefined
      ? valueAt(layer.body[String(name)], rest, reading)
      : walkValue(blocksOf(layer.body, String(name), reading), rest);
  };
  const { stack } = module;
  const provider = new ProviderConfiguration(
    {
      stack: stack.name,
      alias,
      location: () => block && locationIn(block),
      get,
      cluster: () => block && stack.dependencies.clusterIn(module.address, block),
    },
    stack.options,
    stack.accounts,
  );
  if (isOfAws(key)) stack.accounts.register(provider);
  return provider;
}

/** Whether a provider, or a type of resource, is one of AWS. */
const isOfAws = (name: string): boolean => /^aws(cc)?([._]|$)/.test(name);

const implied = new WeakMap<Module, Map<string, ProviderConfiguration>>();

/** The configuration that a resource uses. @throws InputError for one that is not there */
export function providerOf(module: Module, block: Block, type: string): ProviderConfiguration {
  const written = rawOf(block, "provider");
  const key = typeof written === "string" ? bare(written) : (type.split("_", 1)[0] ?? type);
  const found = module.providers.get(key);
  if (found) return found;
  if (key.includes(".") && !module.call)
    throw new InputError(
      `found the provider ${key}, which is not configured; expected one of ${known(module)}`,
      locationIn(block, ["provider"]),
    );
  return impliedProvider(module, key);
}

/** The configuration whose account a resource is in: what is not of AWS is told apart by the default one of its module. */
export function accountProviderOf(module: Module, block: Block, type: string): ProviderConfiguration {
  return isOfAws(type)
    ? providerOf(module, block, type)
    : (module.providers.get("aws") ?? impliedProvider(module, "aws"));
}

/** The configuration of a provider that no block configures. */
export function impliedProvider(module: Module, key: string): ProviderConfiguration {
  const made = implied.get(module) ?? new Map<string, ProviderConfiguration>();
  implied.set(module, made);
  const provider = made.get(key) ?? configuration(module, key, undefined);
  made.set(key, provider);
  return provider;
}
