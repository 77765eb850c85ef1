import { parseArn } from "../../aws";
import { groupBy } from "../../collections/group-by";
import { lazy } from "../../collections/lazy";
import type { UnknownValue } from "../../unknown/unknown-value";
import type { Accounts } from "../accounts";
import type { Lookup } from "../lookup";
import { InputError } from "../source-location";
import type { LoadedStack, ReadStack } from "../stack/configuration";
import type { ReadOptions, Resource } from "../world";
import { isAssociation } from "./association";
import { type ManifestObject, objectsIn, type UnreadDocument } from "./documents";
import { namespaceDefaults } from "./namespace-defaults";
import { type AppliedTo, metadataOf, ObjectResource } from "./object-resource";
import type { Sources } from "./sources";
import { UnreadObject } from "./unread-object";

/** A cluster by its name or its ARN. */
interface Called {
  readonly name: string;
  /** Of its ARN. */
  readonly account?: string;
  readonly region?: string;
}

/** @throws InputError for what is neither a name nor an ARN */
export function clusterCalled(text: string): Called {
  const arn = parseArn(text);
  const name = arn ? arn.resource.replace(/^cluster\//, "") : text;
  if (!/^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/.test(name) || (arn && arn.service !== "eks"))
    throw new InputError(`found --manifests ${text}=…, expected the name or the ARN of an EKS cluster before the =`);
  return { name, ...(arn?.account ? { account: arn.account } : {}), ...(arn?.region ? { region: arn.region } : {}) };
}

/** Loads the objects of one cluster as a stack: each file of them says what is in it, whoever applies it. */
export function loadManifests(
  name: string,
  cluster: string,
  { files, unread }: Sources,
  options: ReadOptions,
): LoadedStack {
  const called = clusterCalled(cluster);
  const read = files.map(objectsIn);
  const objects = read.flatMap((one) => one.objects);
  const documents: readonly Unread[] = [
    ...read
      .flatMap((one) => one.unread)
      .map(({ source, line, why }: UnreadDocument) => ({ file: source.file, line: line + 1, why })),
    ...unread.map(({ file, why }) => ({ file, line: 1, why })),
  ];
  return {
    name,
    under: (accounts, lookup) => stackOf(name, called, objects, documents, options, accounts, lookup),
    written: [...objects.map(({ value }) => value), ...(called.account === undefined ? [] : [called.account])],
  };
}

interface Unread {
  readonly file: string;
  readonly line: number;
  readonly why: UnknownValue;
}

function stackOf(
  name: string,
  called: Called,
  objects: readonly ManifestObject[],
  unread: readonly Unread[],
  options: ReadOptions,
  accounts: Accounts,
  lookup: Lookup,
): ReadStack {
  const place = lazy(() => placeOf(name, called, options, lookup));
  const unnamed = () => accounts.of({ stack: name, option: name, credentials: undefined, place: called.name });
  const at: AppliedTo = {
    stack: name,
    clusterName: called.name,
    get cluster() {
      return place().cluster;
    },
    account: () => place().account ?? unnamed(),
    get region() {
      return place().region;
    },
  };
  const defaults = lazy(() => namespaceDefaults(objects));
  const resources = lazy(() => [
    ...addressed(objects).map(
      ({ object, address }) =>
        new ObjectResource(object, at, address, isAssociation(object.value) ? defaults()(object) : {}),
    ),
    ...unread.map((one, index) => new UnreadObject(one, at, `document[${index}]`)),
  ]);
  return {
    name,
    kind: "manifests",
    get resources() {
      return resources();
    },
    missing: [],
    problems: [],
    get account() {
      return place().account;
    },
    get region() {
      return place().region;
    },
    state: undefined,
    statesRead: () => [],
    output: () => undefined,
    locals: () => [],
    aliases: [],
    check: () => {},
  };
}

interface Place {
  readonly cluster: Resource | undefined;
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/** Where the cluster is: as the command line says, else as what the world has of a cluster of that name says, if that is one. */
function placeOf(stack: string, called: Called, options: ReadOptions, lookup: Lookup): Place {
  const account = options.accounts?.get(stack) ?? called.account;
  const region = options.regions?.get(stack) ?? called.region;
  const found = lookup
    .ofCluster(called.name)
    .filter((one) => (account ?? one.account) === one.account && (region ?? one.region) === one.region);
  const [first, ...others] = new Set(found.map((one) => `${one.account} ${one.region}`));
  const one = first !== undefined && others.length === 0 ? found[0] : undefined;
  return {
    cluster: one && found.find(({ type }) => type === "aws_eks_cluster"),
    account: account ?? one?.account,
    region: region ?? one?.region,
  };
}

/** Kind, namespace and name, and a number where several are called so. */
function addressed(objects: readonly ManifestObject[]) {
  const named = objects.map((object) => {
    const { name = null, namespace = null } = metadataOf(object.value);
    const parts = [object.value.kind ?? null, object.source.namespace ?? namespace, name];
    return { object, address: parts.flatMap((part) => (typeof part === "string" ? part : [])).join(".") };
  });
  const same = groupBy(named, ({ address }) => address);
  return named.map(({ object, address }) => {
    const all = same.get(address) ?? [];
    const index = all.findIndex((one) => one.object === object);
    return { object, address: all.length > 1 ? `${address}[${index}]` : address };
  });
}
