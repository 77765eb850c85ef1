import { groupBy } from "../../collections/group-by";
import { lazily, lazy } from "../../collections/lazy";
import type { Resource } from "../../terraform/world";
import { isOnlyUnknown, unknownText } from "../../unknown/unknown-text";
import { byArn } from "../by-arn";
import type { ResourceIndex } from "../resource-index";
import { knownText, nameAt, unlessWrong } from "../values";

/** Who names a key: an id or an alias is one of its own account and region. */
export type KeyUser = Pick<Resource, "account" | "region" | "partition">;

export interface Keys {
  /** The ARN of the key that `text` (an ARN, an id or an alias) is; undefined where the region, or an alias's key, is not known. @throws InputError */
  arnOf(text: string, user: KeyUser): string | undefined;
  /** Whether a data source of the world looks the key of this ARN up, so that it is there. */
  isLookedUp(arn: string): boolean;
}

interface Alias {
  readonly arn: string;
  readonly resource: Resource;
}

export function keysOf(resources: ResourceIndex): Keys {
  const keys = resources.managed("aws_kms_key");
  const byId = lazy(() => groupBy(keys, (key) => knownText(nameAt(key, "key_id"))));
  const aliases = byArn(
    resources
      .managed("aws_kms_alias")
      .map((resource) =>
        lazily<Alias>({ resource: () => resource, arn: () => knownText(nameAt(resource, "arn")) ?? "" }),
      ),
    ({ resource }) => knownText(nameAt(resource, "name"))?.replace(/^alias\//, ""),
  );
  const found = lazy(() => lookedUp(resources));

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
      const alias = aliases.find(text)?.resource;
      const target = alias && knownText(nameAt(alias, "target_key_id"));
      return alias && target !== undefined ? next(target, alias) : undefined;
    }
    if (text.startsWith("arn:")) return text;
    if (user.region === undefined || isOnlyUnknown(text)) return undefined;
    const arn = `arn:${user.partition}:kms:${user.region}:${user.account}:`;
    return text.startsWith("alias/") ? next(`${arn}${text}`, user) : `${arn}key/${text}`;
  }
  const lookedUpArns = lazy(
    () => new Set(resources.data("aws_kms_key").map((one) => unlessWrong(() => knownText(nameAt(one, "arn"))))),
  );
  return { arnOf: (text, user) => arnOf(text, user), isLookedUp: (arn) => lookedUpArns().has(arn) };
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
