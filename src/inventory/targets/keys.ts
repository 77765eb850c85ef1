import { groupBy } from "../../collections/group-by";
import { lazily, lazy } from "../../collections/lazy";
import type { Resource } from "../../terraform/world";
import { isOnlyUnknown, unknownText } from "../../unknown/unknown-text";
import { byArn } from "../by-arn";
import type { ResourceIndex } from "../resource-index";
import { knownText, nameAt, unlessWrong } from "../values";
import { type AliasWriter, aliasWritersIn } from "./alias-writers";

/** Who names a key: an id or an alias is one of its own account and region. */
export type KeyUser = Pick<Resource, "account" | "region" | "partition">;

export interface Keys {
  /** The ARN of the key that `text` (an ARN, an id or an alias) is; undefined where the region, or an alias's key, is not known. @throws InputError */
  arnOf(text: string, user: KeyUser): string | undefined;
  /** The resources of the world that all make the alias which `text` is; none where that is none, or one makes it. */
  clashOf(text: string, user: KeyUser): readonly Resource[];
  /** Whether a data source of the world looks the key of this ARN up, so that it is there. */
  isLookedUp(arn: string): boolean;
}

interface Alias {
  readonly arn: string;
  readonly writer: AliasWriter;
}

/** Whether it is an alias of that name and account in a region that is not known. */
const mayBe = ({ resource, name }: AliasWriter, arn: string): boolean =>
  resource.region === undefined && arn.endsWith(`:${resource.account}:${name}`);

export function keysOf(resources: ResourceIndex): Keys {
  const keys = resources.managed("aws_kms_key");
  const byId = lazy(() => groupBy(keys, (key) => knownText(nameAt(key, "key_id"))));
  const aliases = byArn(
    aliasWritersIn(resources).map((writer) => lazily<Alias>({ writer: () => writer, arn: () => writer.arn ?? "" })),
    ({ writer }) => writer.name?.replace(/^.*\//s, ""),
  );
  const found = lazy(() => lookedUp(resources));

  const writersOf = (arn: string): readonly AliasWriter[] =>
    aliases.named(arn).flatMap(({ arn: own, writer }) => (own === arn || mayBe(writer, arn) ? [writer] : []));

  function arnOf(text: string, user: KeyUser, way: readonly string[] = []): string | undefined {
    if (way.includes(text)) return undefined;
    const next = (other: string, from: KeyUser) => arnOf(other, from, [...way, text]);
    const key = byId().get(text)?.[0];
    if (key) return knownText(nameAt(key, "arn"));
    const source = found().get(text);
    if (source) return next(source.text, source.user);
    // AWS makes these, and their keys are in no stack.
    if (/(^|:)alias\/aws\//.test(text)) return text;
    if (/^arn:[^:]*:kms:[^:]*:[^:]*:alias\//.test(text)) {
      const [alias, ...others] = writersOf(text);
      const isKnown = alias?.key !== undefined && alias.resource.region !== undefined;
      const key = isKnown ? next(alias.key, alias.resource) : undefined;
      // of two that make it KMS refuses one, and which is not known
      return others.every((other) => other.key !== undefined && next(other.key, other.resource) === key)
        ? key
        : undefined;
    }
    if (text.startsWith("arn:")) return text;
    if (user.region === undefined || isOnlyUnknown(text)) return undefined;
    const arn = `arn:${user.partition}:kms:${user.region}:${user.account}:`;
    return text.startsWith("alias/") ? next(`${arn}${text}`, user) : `${arn}key/${text}`;
  }
  const lookedUpArns = lazy(
    () => new Set(resources.data("aws_kms_key").map((one) => unlessWrong(() => knownText(nameAt(one, "arn"))))),
  );
  return {
    arnOf: (text, user) => arnOf(text, user),
    clashOf(text, { partition, region, account }) {
      const writers = writersOf(text.startsWith("alias/") ? `arn:${partition}:kms:${region}:${account}:${text}` : text);
      return writers.length > 1 ? writers.map(({ resource }) => resource) : [];
    },
    isLookedUp: (arn) => lookedUpArns().has(arn),
  };
}

/** What data sources of a key or an alias look up, by what they give for it. */
function lookedUp(resources: ResourceIndex): ReadonlyMap<string, { readonly text: string; readonly user: Resource }> {
  const entries = [
    ...resources.data("aws_kms_key").flatMap((user) => entriesOf(user, "key_id", ["arn"])),
    ...resources.data("aws_kms_alias").flatMap((user) => entriesOf(user, "name", ["target_key_arn", "target_key_id"])),
  ];
  return new Map(entries);
}

function entriesOf(user: Resource, by: string, gives: readonly string[]) {
  const text = unlessWrong(() => knownText(nameAt(user, by)));
  if (text === undefined) return [];
  return gives.flatMap((attribute) => {
    const given =
      unlessWrong(() => knownText(nameAt(user, attribute))) ??
      unknownText(`${user.stack}/${user.address}.${attribute}`);
    // an ARN is looked up by itself
    return given === text ? [] : [[given, { text, user }] as const];
  });
}
