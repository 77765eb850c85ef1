import { resolve } from "node:path";
import { lazy } from "../../collections/lazy";
import { UnknownValue } from "../../unknown/unknown-value";
import type { Accounts } from "../accounts";
import { remoteLocation, stateLocation } from "../attributes/remote-state";
import type { Lookup, StateLocation } from "../lookup";
import { valueAt } from "../module/body";
import { checkReferences } from "../module/check";
import { absentAdvice, ConfiguredModule } from "../module/configured-module";
import type { ConfiguredResource } from "../module/configured-resource";
import { Dependencies } from "../module/dependencies";
import { ForgottenResource, removedAddress } from "../module/forgotten-resource";
import { type LoadedModule, loadModules } from "../module/loader";
import { type StackReading, templates } from "../module/stack-reading";
import { withStackLimit } from "../nesting-limit";
import { locationIn, rawOf } from "../source/block";
import { lockedVersions } from "../source/lock-file";
import { displayPath, InputError } from "../source-location";
import type { Value } from "../value";
import type { MissingModule, ReadOptions, Stack } from "../world";
import { isRequested } from "./requested";
import { type FileValues, optionValue, valuesFromFiles } from "./variable-values";

/** A stack, and what the other stacks may ask of it. */
export interface ReadStack extends Stack {
  /** Where its state lies; undefined where that is not known. */
  readonly state: StateLocation | undefined;
  /** The places of the states that it reads, as far as they are known. @throws InputError */
  statesRead(): readonly StateLocation[];
  /** An output of its root module; undefined where it has none of this name. @throws InputError */
  output(name: string): Value | undefined;
  /** The values of its locals, as far as they can be read. */
  locals(): readonly Value[];
  /** Aliases of its aws providers. */
  readonly aliases: readonly string[];
  /** @throws InputError where an account that was given contradicts the stack */
  check(): void;
}

/** A stack that is read from its files: what it is depends on the accounts that its providers work in. */
export interface LoadedStack {
  readonly name: string;
  /** @throws InputError */
  under(accounts: Accounts, lookup: Lookup): ReadStack;
  /** What is written in its files, unevaluated. */
  readonly written: readonly unknown[];
}

/** Loads the stack whose root module is in `directory`. @throws InputError */
export async function loadConfiguration(name: string, directory: string, options: ReadOptions): Promise<LoadedStack> {
  const loaded = await loadModules(directory);
  const values = await valuesFromFiles(directory, options.variableFiles?.get(name) ?? []);
  const parse = templates();
  return {
    name,
    under: (accounts, lookup) => configurationOf(name, directory, loaded, values, parse, options, accounts, lookup),
    written: [...contentsOf(loaded), ...values.written],
  };
}

const contentsOf = ({ source, calls }: LoadedModule): readonly unknown[] => [
  ...source.files.map(({ content }) => content),
  ...[...calls.values()].flatMap((call) => ("absent" in call ? [] : contentsOf(call))),
];

const versionsIn = ({ source, calls }: LoadedModule): NonNullable<Stack["awsVersions"]> => [
  ...source.versions,
  ...[...calls.values()].flatMap((call) => ("absent" in call ? [] : versionsIn(call))),
];

function configurationOf(
  name: string,
  directory: string,
  loaded: LoadedModule,
  { values }: FileValues,
  parse: StackReading["parse"],
  options: ReadOptions,
  accounts: Accounts,
  lookup: Lookup,
): ReadStack {
  let resources: readonly ConfiguredResource[] = [];
  const dependencies = new Dependencies(loaded, parse, () => resources);
  const stack: StackReading = {
    name,
    directory: resolve(directory),
    options,
    accounts,
    lookup,
    dependencies,
    problems: [],
    parse,
    variable(variable, type) {
      const key = `${name}.${variable}`;
      const given = options.variables?.get(key);
      const block = loaded.source.variables.get(variable);
      const read = (text: string, option: string) => optionValue(text, type, block && locationIn(block), option);
      if (given !== undefined) return read(given, `--var ${key}`);
      const inFile = values.get(variable);
      if (inFile) return inFile(type);
      // of all values, Terraform takes those of the environment last
      const inEnvironment = options.environment?.get(variable);
      return inEnvironment === undefined ? undefined : read(inEnvironment, `TF_VAR_${variable}`);
    },
    variablePlace(variable) {
      const key = `${name}.${variable}`;
      const block = loaded.source.variables.get(variable);
      if (options.variables?.has(key)) return block && { name: `--var ${key}`, location: locationIn(block) };
      const location = values.get(variable)?.location();
      return location && { name: `${variable} of ${location.file}`, location };
    },
  };
  const file = { file: displayPath(directory) };
  const location = () => file;
  return withStackLimit(location, () => {
    checkVariables(name, options, new Set(loaded.source.variables.keys()), displayPath(directory));
    checkReferences(loaded, parse, (problem) => stack.problems.push(problem));
    const root = new ConfiguredModule(stack, "", loaded);
    const provider = root.providers.get("aws") ?? root.impliedProvider("aws");
    const missing: MissingModule[] = [];
    const expanded = lazy(() =>
      withStackLimit(location, () => {
        resources = resourcesOf(root, missing);
        return [...resources, ...forgottenIn(modulesOf(root), missing)];
      }),
    );
    const worksInAws = () => root.providers.has("aws") || expanded().some(({ type }) => type.startsWith("aws_"));
    return {
      name,
      kind: "configuration",
      requested: isRequested(loaded.source),
      awsVersions: [...versionsIn(loaded), ...lockedVersions(directory)],
      get resources() {
        return expanded();
      },
      get missing() {
        expanded();
        return missing;
      },
      get problems() {
        // some are found when the resources are expanded
        expanded();
        return stack.problems.map(({ message, location: where }) => ({
          message,
          location: { pointer: "", line: 1, ...file, ...where },
        }));
      },
      get account() {
        return worksInAws() ? withStackLimit(location, () => provider.account) : undefined;
      },
      get region() {
        return withStackLimit(location, () => provider.region);
      },
      state: stateOf(root, stack),
      statesRead: () =>
        expanded().flatMap((one) => {
          if (!("directory" in one)) return [];
          const location = one.type === "terraform_remote_state" ? remoteLocation(one) : undefined;
          return location === undefined || location instanceof UnknownValue ? [] : [location];
        }),
      output: (output) => withStackLimit(location, () => root.output(output)),
      locals: () =>
        modulesOf(root).flatMap((module) =>
          [...module.loaded.source.locals.keys()].flatMap((local) =>
            readable(() => withStackLimit(location, () => module.local(local) ?? null)),
          ),
        ),
      // how many modules there are may depend on another stack, which has to be there by then
      get aliases() {
        return withStackLimit(location, () => [
          ...new Set(
            modulesOf(root)
              .flatMap(({ providers }) => [...providers.keys()])
              .flatMap((key) => (key.startsWith("aws.") ? [key.slice(4)] : [])),
          ),
        ]);
      },
      check: () =>
        withStackLimit(location, () => {
          for (const module of modulesOf(root))
            for (const [key, one] of module.providers)
              if (/^aws(\.|$)/.test(key) && options.accounts?.has(one.key)) one.named;
          if (options.accounts?.has(name)) provider.named;
        }),
    } satisfies ReadStack;
  });
}

/** What can be read; what cannot is told where it is needed. */
function readable(value: () => Value): readonly Value[] {
  try {
    return [value()];
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

/** @throws InputError for a variable that is given a value and is not declared */
function checkVariables(
  stack: string,
  { variables = new Map() }: ReadOptions,
  declared: ReadonlySet<string>,
  file: string,
): void {
  for (const key of variables.keys()) {
    if (!key.startsWith(`${stack}.`) || declared.has(key.slice(stack.length + 1))) continue;
    const name = key.slice(stack.length + 1);
    if (name.includes(".")) continue;
    throw new InputError(
      `found --var ${key}, but stack ${stack} declares no variable ${name}${declared.size > 0 ? `; expected one of ${[...declared].join(", ")}` : ", and no other"}`,
      { file },
    );
  }
}

function modulesOf(module: ConfiguredModule): readonly ConfiguredModule[] {
  return [
    module,
    ...[...module.loaded.source.modules.keys()].flatMap((name) => module.modules(name)?.all ?? []).flatMap(modulesOf),
  ];
}

function resourcesOf(root: ConfiguredModule, missing: MissingModule[]): readonly ConfiguredResource[] {
  const resources: ConfiguredResource[] = [];
  const add = (module: ConfiguredModule): void => {
    const { source, calls } = module.loaded;
    for (const [mode, blocks] of [
      ["managed", source.resources],
      ["data", source.data],
    ] as const)
      for (const key of blocks.keys()) {
        const dot = key.indexOf(".");
        for (const one of module.resources(mode, key.slice(0, dot), key.slice(dot + 1))?.all ?? []) resources.push(one);
      }
    for (const [name, call] of calls) {
      if (!("absent" in call)) {
        for (const inner of module.modules(name)?.all ?? []) add(inner);
        continue;
      }
      const block = source.modules.get(name);
      if (!block || module.callsNone(name)) continue;
      missing.push({
        stack: module.stack.name,
        address: [module.address, "module", name].filter((part) => part !== "").join("."),
        source: call.from,
        reason: call.absent,
        advice: absentAdvice(module.stack.directory),
        location: locationIn(block),
        get given() {
          return module.stack.dependencies.givenTo(module.address, block);
        },
      });
    }
  };
  add(root);
  return resources;
}

/** What removed blocks leave in AWS; a whole module is one that is not there to be read. */
function forgottenIn(modules: readonly ConfiguredModule[], missing: MissingModule[]): readonly ForgottenResource[] {
  return modules.flatMap((module) =>
    module.loaded.source.forgotten.flatMap((block) => {
      const address = removedAddress(module, block);
      if (address === undefined) return [];
      const resource = new ForgottenResource(module, block, address);
      if (resource.type !== "") return [resource];
      missing.push({
        stack: module.stack.name,
        address,
        source: "a removed block",
        reason: "what it made stays in AWS as it is",
        advice: "Prove the state from before it was removed, or let Terraform destroy it.",
        location: locationIn(block),
        given: new Set(),
      });
      return [];
    }),
  );
}

/** Where the stack keeps its state; a backend is configured with plain values. */
function stateOf(root: ConfiguredModule, stack: StackReading): StateLocation | undefined {
  const { backend } = root.loaded.source;
  const type = backend?.type ?? "local";
  const block = backend?.block;
  const config = (name: string): Value =>
    block
      ? valueAt(
          rawOf(block, name),
          [],
          root.reading(() => locationIn(block, [name])),
        )
      : null;
  const location = stateLocation(type, config, stack.directory);
  return location instanceof UnknownValue ? undefined : location;
}
