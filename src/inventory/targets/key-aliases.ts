import { groupBy } from "../../collections/group-by";
import { lazy } from "../../collections/lazy";
import type { Resource } from "../../terraform/world";
import { hasUnknown } from "../../unknown/unknown-text";
import type { ResourceIndex } from "../resource-index";
import { knownText, nameAt, unlessWrong } from "../values";
import { type AliasWriter, aliasWritersIn } from "./alias-writers";
import type { Keys } from "./keys";

/** Names of aliases that the world gives `key` for certain, such as `alias/data`. It may have others. */
export type KeyAliases = (key: Resource) => readonly string[];

/**
 * An alias is of its key's account and region, where its name is unique: of two of one name KMS makes one, and which is not known.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
 */
export function keyAliasesOf(resources: ResourceIndex, keys: Keys): KeyAliases {
  const byPlace = lazy(() => groupBy(aliasWritersIn(resources), placeOf));
  const byKey = lazy(() =>
    groupBy(
      [...byPlace()].flatMap(([place, [alias, second]]) =>
        place === undefined || !alias || second || alias.resource.indefinite ? [] : [alias],
      ),
      (alias) => unlessWrong(() => keyOf(alias, keys)),
    ),
  );
  return (key) => {
    const arn = unlessWrong(() => knownText(nameAt(key, "arn")));
    return (arn === undefined ? [] : (byKey().get(arn) ?? []))
      .filter(
        ({ resource: { account, region } }) => account === key.account && region !== undefined && region === key.region,
      )
      .flatMap(({ name }) => name ?? []);
  };
}

/** undefined where its name is not known. */
function placeOf({ resource, name }: AliasWriter): string | undefined {
  if (name === undefined || hasUnknown(name)) return undefined;
  return unlessWrong(() => [resource.account, resource.region, name].join(" "));
}

const keyOf = ({ resource, key }: AliasWriter, keys: Keys): string | undefined =>
  key === undefined || key.includes("alias/") ? undefined : keys.arnOf(key, resource);
