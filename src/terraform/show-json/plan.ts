import { groupBy } from "../../collections/group-by";
import { UnknownValue } from "../../unknown/unknown-value";
import type { Accounts } from "../accounts";
import { referenceTo } from "../attributes/attributes";
import type { Lookup } from "../lookup";
import { withoutKeys } from "../module/addresses";
import { templates } from "../module/stack-reading";
import { isInCluster, ProviderConfiguration } from "../provider";
import { commandIn, isCommand } from "../provisioners";
import { isRaw, listed, own, type Raw } from "../source/block";
import type { SourceFile } from "../source/source-file";
import type { ReadStack } from "../stack/configuration";
import { LazyObject, type Value } from "../value";
import type { ReadOptions } from "../world";
import { type Entry, entriesIn } from "./file";
import { planChanges } from "./plan-changes";
import { PlanConfiguration, rawAt, referencesIn } from "./plan-configuration";
import { planExpressions } from "./plan-expressions";
import { planValues } from "./plan-values";
import { accountIn, regionIn, ShowJsonResource, type Surroundings } from "./show-json-resource";

/** Reads what `terraform show -json` writes of a plan. @throws InputError */
export function readPlan(
  name: string,
  directory: string,
  file: SourceFile,
  options: ReadOptions,
  lookup: Lookup,
  accounts: Accounts,
): ReadStack {
  const content = file.content as Raw;
  const configuration = new PlanConfiguration(rawAt(content, "configuration"));
  const planned = entriesIn(file, ["planned_values"], own(content, "planned_values"));
  const known = new Set(planned.map(({ address }) => address));
  const read = entriesIn(file, ["prior_state", "values"], own(rawAt(content, "prior_state"), "values"));
  const changes = planChanges(file, content, configuration, planned, read);
  const unsettled = new Map(
    changes.unsettled.map(({ entry, reason }) => [entry.address, new UnknownValue("not-read", reason)]),
  );
  const entries = [
    ...planned,
    ...changes.standing,
    ...changes.unsettled.flatMap(({ entry }) => (known.has(entry.address) ? [] : [entry])),
    ...read.filter(({ mode, address }) => mode === "data" && !known.has(address)),
  ];
  const parse = templates();
  const byName = () => groupBy(resources, ({ entry }) => `${entry.module}|${entry.mode}|${entry.type}|${entry.name}`);
  let index: ReadonlyMap<string, readonly ShowJsonResource[]> | undefined;
  const expressions = planExpressions(
    name,
    configuration,
    rawAt(content, "variables"),
    (module, mode, type, resource) => {
      index ??= byName();
      return index.get(`${module}|${mode}|${type}|${resource}`) ?? [];
    },
    (resource) => new PlanResourceObject(resource),
    parse,
    () => file.location([]),
  );
  const providers = providersOf(
    name,
    configuration,
    file,
    options,
    accounts,
    (expression, module) => expressions.value(expression, module, undefined, () => true),
    () => resources,
    (one) =>
      only(
        planned.flatMap((entry) =>
          entry.mode === "managed" && provider(entry) === one ? (accountIn(entry.values) ?? []) : [],
        ),
      ),
  );
  const provider = (entry: Entry): ProviderConfiguration =>
    providers(own(configuration.resource(entry.address), "provider_config_key"), entry.type);
  const main = providers("aws", "aws_");
  for (const key of Object.keys(configuration.providers())) if (isOfAws(key)) providers(key, "aws_");
  /** What is not of AWS is told apart by the default provider. */
  const accountProvider = (entry: Entry) => (/^aws(cc)?_/.test(entry.type) ? provider(entry) : main);
  const around: Surroundings = {
    stack: name,
    directory,
    file,
    lookup,
    set: (entry, path) =>
      planValues(entry, path, changes.unknown(entry.address), configuration.resource(entry.address), expressions),
    account: (entry) => {
      const configured = accountProvider(entry);
      return configured.named ?? accountIn(entry.values) ?? configured.account;
    },
    region: (entry) => provider(entry).region ?? regionIn(entry.values),
    defaultTags: (entry) => provider(entry).defaultTags,
    ignoredTags: (entry) => provider(entry).ignoredTags,
    cluster: (entry) => (isInCluster(entry.type) ? provider(entry).cluster : undefined),
    dependsOn: ({ address }) => configuration.dependsOn(address),
    indefinite: ({ address }) => unsettled.get(address),
    provider: (entry) => provider(entry).key,
    writes: ({ address }, argument) =>
      (own(rawAt(configuration.resource(address), "expressions"), argument) ?? null) !== null,
    change: ({ address }) => changes.change(address),
    saves: ({ address }, argument, after) => changes.saves(address, argument, after),
    besideItself: ({ address }, argument, after) => changes.besideItself(address, argument, after),
    provisioners({ address, module, index: key }) {
      const blocks = listed(own(configuration.resource(address), "provisioners"));
      // what Terraform leaves as it is runs nothing; a reference is only a part of a command
      if (blocks.length === 0 || changes.change(address) === "none") return [];
      return blocks.flatMap((one) =>
        isRaw(one) && isCommand(own(one, "type"))
          ? (commandIn(rawAt(one, "expressions"), (text) => expressions.value(text, module, key, () => false)) ?? [])
          : [],
      );
    },
    namesWritten: ({ address }) => Object.keys(rawAt(configuration.resource(address), "expressions")),
  };
  const asItWas: Surroundings = {
    ...around,
    set: (entry, path) => planValues(entry, path, undefined, {}, expressions),
  };
  const resources = entries.map((entry) => new ShowJsonResource(around, entry));
  const aliases = Object.values(configuration.providers()).flatMap((one) =>
    isRaw(one) && own(one, "name") === "aws" && typeof one.alias === "string" ? [one.alias] : [],
  );
  return {
    name,
    kind: "plan",
    resources,
    outdated: changes.outdated.map((entry) => new ShowJsonResource(asItWas, entry)),
    missing: [],
    problems: [],
    get account() {
      return main.account;
    },
    get region() {
      return (
        main.region ??
        only(planned.flatMap((entry) => (provider(entry) === main ? (regionIn(entry.values) ?? []) : [])))
      );
    },
    state: undefined,
    statesRead: () => [],
    output: () => undefined,
    locals: () => [],
    aliases: [...new Set(aliases)],
    check: () => {
      for (const key of Object.keys(configuration.providers())) if (isOfAws(key)) providers(key, "aws_").named;
    },
  };
}

/** Whether the key of a provider, such as `module.m:aws.b`, is one of AWS. */
const isOfAws = (key: string): boolean => /(^|:)aws(cc)?(\.|$)/.test(key);

const only = (values: readonly string[]): string | undefined => (new Set(values).size === 1 ? values[0] : undefined);

/** The provider configurations by their key, `aws.b` or `module.m:aws`; made when they are first asked for. */
function providersOf(
  stack: string,
  configuration: PlanConfiguration,
  file: SourceFile,
  options: ReadOptions,
  accounts: Accounts,
  value: (expression: unknown, module: string) => Value,
  resources: () => readonly ShowJsonResource[],
  made: (provider: ProviderConfiguration) => string | undefined,
): (key: unknown, type: string) => ProviderConfiguration {
  const known = new Map<string, ProviderConfiguration>();
  return (given, type) => {
    const key = typeof given === "string" ? given : (type.split("_", 1)[0] ?? type);
    const found = known.get(key);
    if (found) return found;
    const body = rawAt(configuration.providers(), key);
    const expressions = rawAt(body, "expressions");
    const alias = own(body, "alias");
    const module = own(body, "module_address");
    const here = typeof module === "string" ? module : "";
    const provider: ProviderConfiguration = new ProviderConfiguration(
      {
        stack,
        alias: typeof alias === "string" ? alias : undefined,
        location: () =>
          Object.hasOwn(configuration.providers(), key)
            ? file.location(["configuration", "provider_config", key])
            : undefined,
        get: (...path) => settingAt(expressions, path, (expression) => value(expression, here)),
        made: () => made(provider),
        cluster: () => {
          const root = configuration.module(here);
          const addresses = new Set<string>();
          if (root) configuration.visit(root, referencesIn(expressions), new Set(), addresses);
          return resources().find((one) => one.type === "aws_eks_cluster" && addresses.has(withoutKeys(one.address)));
        },
      },
      options,
      accounts,
    );
    known.set(key, provider);
    if (isOfAws(key)) accounts.register(provider);
    return provider;
  };
}

/** The value of a provider's setting: blocks are lists of expressions, or one. */
function settingAt(expressions: Raw, path: readonly (string | number)[], value: (expression: unknown) => Value): Value {
  let current: unknown = expressions;
  for (const step of path) {
    if (typeof step === "number") current = Array.isArray(current) ? current[step] : step === 0 ? current : undefined;
    else {
      const holder: unknown = Array.isArray(current) ? current[0] : current;
      current = isRaw(holder) ? own(holder, step) : undefined;
    }
  }
  if (Array.isArray(current)) return current.map(() => new UnknownValue("not-read", "a block of a provider"));
  return current === undefined || current === null ? null : value(current);
}

/** A resource of a plan as a reference gives it. */
class PlanResourceObject extends LazyObject {
  constructor(private readonly resource: ShowJsonResource) {
    super("a resource");
  }

  attribute(path: readonly (string | number)[]): Value {
    return referenceTo(this.resource, path);
  }
}
