import { UnknownValue } from "../../unknown/unknown-value";
import { mayMakeInAws } from "../manifests/controllers";
import { clusterCalled, loadManifests } from "../manifests/stack";
import { tooDeep } from "../nesting-limit";
import { loadShowJson } from "../show-json/read";
import { displayPath, InputError } from "../source-location";
import { type LoadedStack, loadConfiguration } from "../stack/configuration";
import { checkOptions } from "../stack/options";
import { type Found, stacksAt } from "../stack/paths";
import { worldLookup } from "../stack/world-lookup";
import type { NamedWorld, NotRead, ReadOptions, World, Worlds } from "../world";
import { foundManifests } from "./found-manifests";
import { textsIn } from "./texts";
import { type Alone, tied } from "./ties";
import { type ReadWorld, worldOf } from "./world-of";

/**
 * Reads the stacks that `paths` lead to. Those that are given, and the children of a folder, are one world. Root modules
 * that are found deeper are worlds of their own, unless a state, an ARN or a name ties them. What is not needed is not evaluated.
 * @throws InputError for what cannot be used: no Terraform, text that does not parse, an errored plan, options that name
 * what is not there
 */
export async function readWorlds(paths: readonly string[], options: ReadOptions): Promise<Worlds> {
  const { found, leftOut } = stacksAt(paths);
  const isSearched = found.some(({ below }) => below !== undefined);
  const manifests = foundManifests(options, found);
  const loaded: Loaded[] = [];
  const unread: NotRead[] = [];
  for (const at of found)
    try {
      const stack = await load(at, options);
      loaded.push({ at, stack, ...(isSearched ? { alone: aloneOf(stack, options) } : {}) });
    } catch (error) {
      // one folder of many is no reason to prove none
      if (at.below === undefined || !(error instanceof InputError)) throw error;
      unread.push({ path: displayPath(at.path), reason: messageOf(error) });
    }
  for (const { name, path, cluster, sources } of manifests) {
    const read = sources();
    const stack = loadManifests(name, cluster, read, options);
    loaded.push({
      at: { path, kind: "manifests" },
      stack,
      cluster,
      ...(isSearched ? { alone: aloneOf(stack, options), reaches: mayMakeInAws(read) } : {}),
    });
  }
  const groups = isSearched ? withManifests(grouped(loaded), options) : [loaded];
  const read = groups.map((group) => ({
    path: pathOf(group),
    ...worldOf(
      group.map(({ stack }) => stack),
      options,
    ),
  }));
  check(options, read);
  return {
    worlds: read.map(({ path, world }): NamedWorld => ({ path, world })).sort((a, b) => (a.path < b.path ? -1 : 1)),
    isSearched: isSearched || leftOut.length > 0,
    unread,
    leftOut: leftOut.map(({ path, reason }) => ({ path: displayPath(path), reason })),
  };
}

/** As `readWorlds`, where all is one world. @throws InputError where it is not */
export async function readWorld(paths: readonly string[], options: ReadOptions): Promise<World> {
  const { worlds } = await readWorlds(paths, options);
  const [first, ...more] = worlds;
  if (!first || more.length > 0)
    throw new InputError(`found ${worlds.length} worlds, expected one; prove each folder by itself`);
  return first.world;
}

interface Loaded {
  readonly at: Pick<Found, "path" | "below"> & { readonly kind: Found["kind"] | "manifests" };
  readonly stack: LoadedStack;
  /** Of manifests: the name or the ARN of their cluster. */
  readonly cluster?: string;
  /** Of manifests: whether they may make something in AWS, for whichever cluster. */
  readonly reaches?: boolean;
  /** The stack by itself, where the worlds are not known yet. */
  readonly alone?: Alone;
}

async function load({ name, path, kind }: Found, options: ReadOptions): Promise<LoadedStack> {
  try {
    return await (kind === "directory" ? loadConfiguration : loadShowJson)(name, path, options);
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep({ file: displayPath(path) });
    throw error;
  }
}

function aloneOf(loaded: LoadedStack, options: ReadOptions): Alone {
  const { world, stacks } = worldOf([loaded], options);
  const ids = new Set(world.accounts.unnamed.map(({ id }) => id));
  return { stacks, isUnnamed: (account) => ids.has(account), written: textsIn(loaded.written) };
}

/** The stacks of each world. */
function grouped(loaded: readonly Loaded[]): readonly (readonly Loaded[])[] {
  const groups = tied(loaded.flatMap(({ alone }) => alone ?? [])).map((group) =>
    loaded.filter(({ alone }) => alone !== undefined && group.includes(alone)),
  );
  const given = groups.filter((group) => group.some(({ at }) => at.below === undefined));
  return [...(given.length > 0 ? [given.flat()] : []), ...groups.filter((group) => !given.includes(group))];
}

/**
 * `groups` with the manifests that nothing ties to one in the one that has their cluster. Where several have one of that name,
 * they may be of any: each has them as what is not read. So it is where none has it, as far as they may make something in AWS.
 */
function withManifests(groups: readonly (readonly Loaded[])[], options: ReadOptions): readonly (readonly Loaded[])[] {
  const homes = groups.filter((group) => group.some(({ cluster }) => cluster === undefined));
  const loose = groups.filter((group) => !homes.includes(group)).flat();
  const placed = loose.map((one) => ({ one, within: homes.filter((group) => hasCluster(group, one.cluster ?? "")) }));
  return [
    ...homes.map((group) => [
      ...group,
      ...placed.flatMap(({ one, within }) =>
        within.length === 0
          ? one.reaches
            ? [ofAnyWorld(one, "no root module has", options)]
            : []
          : !within.includes(group)
            ? []
            : within.length === 1
              ? [one]
              : [ofAnyWorld(one, "several root modules have", options)],
      ),
    ]),
    ...placed.flatMap(({ one, within }) => (within.length === 1 ? [] : [[one]])),
  ];
}

function hasCluster(group: readonly Loaded[], called: string): boolean {
  const { name, account, region } = clusterCalled(called);
  return group.some(({ alone }) => {
    if (alone === undefined) return false;
    try {
      return worldLookup(() => alone.stacks)
        .ofCluster(name)
        .some(
          (one) =>
            (account === undefined || one.account === account || alone.isUnnamed(one.account)) &&
            (region === undefined || one.region === undefined || one.region === region),
        );
    } catch (error) {
      // what Terraform refuses may be any cluster's
      if (error instanceof InputError) return true;
      throw error;
    }
  });
}

function ofAnyWorld({ at, stack, cluster = "" }: Loaded, have: string, options: ReadOptions): Loaded {
  const reason = `${have} a cluster ${clusterCalled(cluster).name}, and for which one they are is not known`;
  const why = new UnknownValue("not-read", reason, { advice: "Prove the folder of the one that they are for." });
  const unread = [{ file: displayPath(at.path), why }];
  return { at, cluster, stack: loadManifests(stack.name, cluster, { files: [], unread }, options) };
}

/** What a world is called: the innermost folder that all its stacks are in. */
function pathOf(all: readonly Loaded[]): string {
  const group = all.filter(({ at }) => at.kind !== "manifests");
  const [first = [], ...others] = group.map(({ at }) => displayPath(at.path).split("/"));
  const end = first.findIndex((part, index) => others.some((other) => other[index] !== part));
  return (end === -1 ? first : first.slice(0, end)).join("/") || ".";
}

/** @throws InputError for options that name what no world has, or contradict a stack */
function check(options: ReadOptions, worlds: readonly ReadWorld[]): void {
  const stacks = worlds.flatMap((one) => one.stacks);
  checkOptions(options, new Map(stacks.map((stack) => [stack.name, stack])));
  for (const stack of stacks) stack.check();
}

const messageOf = ({ location, message }: InputError): string => (location ? `${location.file}: ${message}` : message);
