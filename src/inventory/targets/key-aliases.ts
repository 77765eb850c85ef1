import { groupBy } from "../../collections/group-by";
import { lazy } from "../../collections/lazy";
import type { Resource } from "../../terraform/world";
import { hasUnknown } from "../../unknown/unknown-text";
import type { ResourceIndex } from "../resource-index";
import { knownText, nameAt, unlessWrong } from "../values";
import type { Keys } from "./keys";

/** Names of aliases that the world gives `key` for certain, such as `alias/data`. It may have others. */
export type KeyAliases = (key: Resource) => readonly string[];

/**
 * An alias is of its key's account and region, where its name is unique: of two of one name KMS makes one, and which is not known.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
 */
export function keyAliasesOf(resources: ResourceIndex, keys: Keys): KeyAliases {
  const byPlace = lazy(() => groupBy(resources.managed("aws_kms_alias"), placeOf));
  const byKey = lazy(() =>
    groupBy(
      [...byPlace()].flatMap(([place, [alias, second]]) =>
        place === undefined || !alias || second || alias.indefinite ? [] : [alias],
      ),
      (alias) => unlessWrong(() => keyOf(alias, keys)),
    ),
  );
  return (key) => {
    const arn = unlessWrong(() => knownText(nameAt(key, "arn")));
    return (arn === undefined ? [] : (byKey().get(arn) ?? []))
      .filter(({ account, region }) => account === key.account && region !== undefined && region === key.region)
      .flatMap((alias) => knownText(nameAt(alias, "name")) ?? []);
  };
}

/** undefined where its name is not known. */
function placeOf(alias: Resource): string | undefined {
  const name = unlessWrong(() => knownText(nameAt(alias, "name")));
  if (name === undefined || hasUnknown(name)) return undefined;
  return unlessWrong(() => [alias.account, alias.region, name].join(" "));
}

function keyOf(alias: Resource, keys: Keys): string | undefined {
  const key = knownText(nameAt(alias, "target_key_id"));
  return key === undefined || key.includes("alias/") ? undefined : keys.arnOf(key, alias);
}
