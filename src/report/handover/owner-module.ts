import { type AccountScope, bareIssuer, oidcProviderArn } from "../../aws";
import type { RootModule } from "../review";

/** The account that a root module is for. */
export interface OwnerAccount extends AccountScope {
  readonly key: string;
  readonly region: string;
}

/** A root module in Terraform JSON, with what its owner does not need beside the rest. */
export interface FullModule extends RootModule {
  readonly terraform?: Readonly<Record<string, unknown>>;
  readonly provider?: Readonly<Record<string, unknown>>;
  readonly variable?: Readonly<Record<string, unknown>>;
  readonly output?: Readonly<Record<string, unknown>>;
}

/** Resources by type and name. */
type ByType = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/**
 * The part of a root module that is the owner's of an account, for him to apply from a folder of his own: what AWS has, with
 * neither backend, profile nor role of ours, nor what is in a cluster. Roles that exist are imported, and their settings left
 * as they are; identity providers that exist are looked up, and left to whoever made them.
 */
export function ownerModule(root: FullModule, account: OwnerAccount, existing: ReadonlySet<string>): FullModule {
  const { [PROVIDER]: providers = {}, ...others } = withoutKubernetes(root.resource, existing);
  const isThere = (name: string) => existing.has(`${PROVIDER}.${name}`);
  const made = entriesWhere(providers, (name) => !isThere(name));
  const resource: ByType = { ...(Object.keys(made).length > 0 ? { [PROVIDER]: made } : {}), ...others };
  const data = {
    ...ofAws(root.data),
    ...found(resource, existing),
    ...lookedUp(entriesWhere(providers, isThere), account),
  };
  // what a cluster gives, or another account's state, is nothing that the owner has here
  const output = Object.fromEntries(
    Object.entries(root.output ?? {}).filter(
      ([, of]) => !/kubernetes_|terraform_remote_state/.test(JSON.stringify(of)),
    ),
  );
  const uses = JSON.stringify([resource, data, output]);
  const used = (all: Readonly<Record<string, unknown>> | undefined, prefix: string) =>
    Object.fromEntries(Object.entries(all ?? {}).filter(([name]) => uses.includes(`${prefix}.${name}`)));
  const tags = defaultTagsOf(root);
  const tagged = Object.keys(tags).length === 0 ? {} : { default_tags: [{ tags }] };
  const parts = {
    provider: { aws: [{ region: account.region, allowed_account_ids: [account.id], ...tagged }] },
    variable: used(root.variable, "var"),
    locals: used(root.locals, "local"),
    data,
    import: imported(resource, existing),
    resource,
    output,
  };
  const filled = Object.entries(parts).filter(([, part]) => Object.keys(part).length > 0);
  return { terraform: requirements(root, [...filled.map(([, part]) => part)]), ...Object.fromEntries(filled) };
}

/** Provider versions of the types that are left; the version of Terraform that `import` blocks need. */
function requirements({ terraform = {} }: FullModule, parts: readonly unknown[]): Readonly<Record<string, unknown>> {
  const providers = terraform.required_providers;
  const text = JSON.stringify(parts);
  const kept = Object.entries(typeof providers === "object" && providers !== null ? providers : {}).filter(
    ([name]) => name === "aws" || text.includes(`"${name}_`),
  );
  const imports = parts.some((part) => Array.isArray(part));
  return {
    required_version: imports ? IMPORTS : terraform.required_version,
    required_providers: Object.fromEntries(kept),
  };
}

/** @see https://developer.hashicorp.com/terraform/language/import */
const IMPORTS = ">= 1.5";

/** Tags that the aws provider gives to everything that it makes. */
export function defaultTagsOf({ provider }: FullModule): Readonly<Record<string, string>> {
  const [first]: readonly unknown[] = listOf(provider?.aws);
  const [tags] = listOf(isObject(first) ? first.default_tags : undefined);
  const all = isObject(tags) && isObject(tags.tags) ? Object.entries(tags.tags) : [];
  return Object.fromEntries(all.map(([key, value]) => [key, String(value)]));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** What a role has beside the documents: an apply of ours must not take from it what its owner gave it. */
const SETTINGS = ["description", "force_detach_policies", "max_session_duration", "path", "tags", "tags_all"];

function withoutKubernetes(types: RootModule["resource"], existing: ReadonlySet<string>): ByType {
  return Object.fromEntries(
    Object.entries(ofAws(types)).map(([type, all]) => [
      type,
      Object.fromEntries(
        Object.entries(all).map(([name, { depends_on: dependencies, ...of }]) => {
          const kept = Array.isArray(dependencies)
            ? dependencies.filter(
                (one) =>
                  !/^(data\.)?kubernetes_/.test(String(one)) &&
                  !(String(one).startsWith(`${PROVIDER}.`) && existing.has(String(one))),
              )
            : [];
          return [
            name,
            {
              ...of,
              ...(kept.length > 0 ? { depends_on: kept } : {}),
              ...(existing.has(`${type}.${name}`) ? { lifecycle: keeping(name) } : {}),
            },
          ];
        }),
      ),
    ]),
  );
}

/** What tells Terraform's aws provider, or makes a name; nothing that is read from another account's state. */
function ofAws(types: RootModule["data"]): ByType {
  const kept = Object.entries(types ?? {}).filter(
    ([type]) => /^(aws|random)_/.test(type) && type !== "aws_eks_cluster_auth",
  );
  return Object.fromEntries(kept);
}

/** Settings that are left alone, no destruction, and no apply that would take a permissions boundary away. */
const keeping = (role: string): object => ({
  ignore_changes: SETTINGS,
  prevent_destroy: true,
  precondition: [
    {
      condition: `\${try(length(data.aws_iam_role.${role}.permissions_boundary), 0) == 0}`,
      error_message: "the role has a permissions boundary, which this would take away: set permissions_boundary to it",
    },
  ],
});

/** The roles that are imported, as they are before. */
const found = (resource: ByType, existing: ReadonlySet<string>): ByType => {
  const roles = Object.entries(resource.aws_iam_role ?? {}).filter(([name]) => existing.has(`aws_iam_role.${name}`));
  return roles.length === 0
    ? {}
    : { aws_iam_role: Object.fromEntries(roles.map(([name, of]) => [name, { name: of.name }])) };
};

const imported = (resource: ByType, existing: ReadonlySet<string>): readonly object[] =>
  Object.entries(resource.aws_iam_role ?? {}).flatMap(([name, { name: id }]) =>
    existing.has(`aws_iam_role.${name}`) ? [{ to: `aws_iam_role.${name}`, id }] : [],
  );

const PROVIDER = "aws_iam_openid_connect_provider";

const entriesWhere = <T>(all: Readonly<Record<string, T>>, is: (name: string) => boolean): Record<string, T> =>
  Object.fromEntries(Object.entries(all).filter(([name]) => is(name)));

/**
 * Identity providers that others made. A plan stops where one does not take tokens for an audience that is asked for.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_openid_connect_provider
 */
function lookedUp(providers: ByType[string], account: OwnerAccount): ByType {
  const all = Object.entries(providers).map(([name, { url, client_id_list: audiences }]) => {
    const arn = providerArn(account, String(url));
    const postcondition = (Array.isArray(audiences) ? audiences : []).map((audience) => ({
      condition: `\${contains(self.client_id_list, "${audience}")}`,
      error_message: `add the audience first: aws iam add-client-id-to-open-id-connect-provider --client-id ${audience} --open-id-connect-provider-arn ${arn}`,
    }));
    return [name, { arn, lifecycle: { postcondition } }] as const;
  });
  return all.length === 0 ? {} : { [PROVIDER]: Object.fromEntries(all) };
}

/** Of the identity provider of an issuer, by its URL. */
export const providerArn = (account: AccountScope, url: string): string => oidcProviderArn(account, bareIssuer(url));
