import type { AccountDocuments, OidcProvider, RequestedRole } from "../src/model";
import { roleFileName } from "../src/model/document-files";
import { movedBlocks } from "./moved";
import { fileOf, policyResources, type Resources } from "./owner-policies";
import { requiredProvider, TERRAFORM } from "./versions";

/** The root module that puts the documents of an account where they belong. */
export function ownerModule(asked: AccountDocuments): object {
  const { account, roles, resourcePolicies, oidcProviders } = asked;
  const byAddress = <T extends { readonly address: string }>(
    all: readonly T[],
    made: (one: T) => Readonly<Record<string, unknown>>,
  ) => Object.fromEntries(all.map((one) => [one.address, made(one)]));
  const granted = roles.filter(({ permissions }) => permissions !== undefined);
  const resource: Resources = {
    ...(oidcProviders.length === 0
      ? {}
      : {
          aws_iam_openid_connect_provider: byAddress(oidcProviders, ({ url, audience }) => ({
            url,
            client_id_list: [audience],
          })),
        }),
    ...(roles.length === 0
      ? {}
      : {
          aws_iam_role: byAddress(roles, (role) => ({
            name: role.name,
            ...pathOf(role),
            assume_role_policy: fileOf(roleFileName(role.name, "trust")),
            // which its trust policy names
            ...(oidcProviders.length === 0 ? {} : { depends_on: oidcProviders.map(providerAddress) }),
          })),
        }),
    ...(granted.length === 0
      ? {}
      : {
          aws_iam_role_policy: byAddress(granted, (role) => ({
            role: `\${aws_iam_role.${role.address}.name}`,
            name: role.name,
            policy: fileOf(roleFileName(role.name, "permissions")),
          })),
        }),
    ...policyResources(resourcePolicies),
  };
  const moved = movedBlocks(asked, () =>
    Object.entries(resource).flatMap(([type, of]) => Object.keys(of).map((address) => [type, address] as const)),
  );
  return {
    // tells the proof that nothing shows that AWS holds it
    "//": { requestedOf: account.id },
    terraform: { required_version: TERRAFORM.conditions, required_providers: { aws: requiredProvider("aws") } },
    provider: { aws: [{ region: account.region, allowed_account_ids: [account.id] }] },
    resource,
    ...(moved.length > 0 ? { moved } : {}),
  };
}

const providerAddress = ({ address }: OidcProvider): string => `aws_iam_openid_connect_provider.${address}`;

/** `/team/` of `arn:aws:iam::111111111111:role/team/NAME`. */
function pathOf({ arn, name }: RequestedRole): { readonly path?: string } {
  const path = arn.slice(arn.indexOf(":role/") + ":role".length, arn.length - name.length);
  return path === "/" ? {} : { path };
}
