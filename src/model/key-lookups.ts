import { parseArn } from "../aws";
import type { KeyLookup } from "./model";
import { type EntryResource, entityAt, type ResolvedEntities } from "./resolved-entities";
import type { GrantHolder } from "./targets";

/**
 * The keys that exist, of the role's own account, which roles are granted: by KMS's default their policies leave it to
 * the account's IAM policies, so that none is written.
 */
export function keyLookups(holders: readonly GrantHolder[], entities: ResolvedEntities): readonly KeyLookup[] {
  const found = holders.flatMap(({ grantPolicies, role }) =>
    grantPolicies
      .flatMap(({ grants }) => grants)
      .flatMap(({ resource: granted, key }) => {
        const resource = entityAt(entities.resources, granted);
        const own = key?.resource === undefined ? undefined : entityAt(entities.resources, key.resource);
        return [
          ...(resource.kind === "key" ? [lookupOf(resource, resource.arn)] : []),
          ...(key ? [lookupOf(own ?? resource, key.arn)] : []),
        ].filter(({ arn }) => parseArn(arn)?.account === role.account.id);
      }),
  );
  return [...new Map(found.map((one) => [one.arn, one])).values()];
}

const lookupOf = ({ address, region }: EntryResource, arn: string): KeyLookup => ({
  address: address("kms_key"),
  arn,
  ...(region === undefined ? {} : { region }),
});
