import { App, TerraformStack } from "cdktf";
import type { AccountDocuments, OidcProvider, RequestedRole, ResourcePolicy } from "../src/model";
import { resourceFileName, roleFileName } from "../src/model/document-files";
import { resourcePolicy } from "./services";
import { requiredProvider, TERRAFORM } from "./versions";

/** The root module that puts the documents of an account where they belong. */
export function ownerModule({ account, roles, resourcePolicies, oidcProviders }: AccountDocuments): object {
  const byAddress = <T extends { readonly address: string }>(all: readonly T[], made: (one: T) => object) =>
    Object.fromEntries(all.map((one) => [one.address, made(one)]));
  const granted = roles.filter(({ permissions }) => permissions !== undefined);
  return {
    // tells the proof that nothing shows that AWS holds it
    "//": { requestedOf: account.id },
    terraform: { required_version: TERRAFORM.conditions, required_providers: { aws: requiredProvider("aws") } },
    provider: { aws: [{ region: account.region, allowed_account_ids: [account.id] }] },
    resource: {
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
    },
  };
}

const providerAddress = ({ address }: OidcProvider): string => `aws_iam_openid_connect_provider.${address}`;

const fileOf = (name: string): string => `\${file("\${path.module}/${name}")}`;

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** What the services' own constructs make of the policies, which are read from their files. */
function policyResources(policies: readonly ResourcePolicy[]): Resources {
  if (policies.length === 0) return {};
  const stack = new TerraformStack(new App({ stackTraces: false }), "documents");
  for (const policy of policies) resourcePolicy(stack, policy);
  const { resource = {} }: { readonly resource?: Resources } = stack.toTerraform();
  const files = new Map(policies.map((policy) => [policy.address, fileOf(resourceFileName(policy))]));
  return mapValues(resource, (of) =>
    mapValues(of, ({ "//": _, ...made }, address) => ({ ...made, policy: files.get(address) })),
  );
}

const mapValues = <T, U>(map: Readonly<Record<string, T>>, change: (value: T, key: string) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));

/** `/team/` of `arn:aws:iam::111111111111:role/team/NAME`. */
function pathOf({ arn, name }: RequestedRole): { readonly path?: string } {
  const path = arn.slice(arn.indexOf(":role/") + ":role".length, arn.length - name.length);
  return path === "/" ? {} : { path };
}
