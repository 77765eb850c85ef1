import {
  GetAccountAuthorizationDetailsCommand,
  GetOpenIDConnectProviderCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  ListOpenIDConnectProvidersCommand,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import type { Document } from "../../../oracle/pair";
import { accountOfArn, type Bindings, type RoleIds } from "./bindings";
import { documentOf, NOTHING_ALLOWED } from "./document";
import { sizeOf } from "./policy-sizes";

export interface RoleState {
  readonly arn: string;
  readonly name: string;
  readonly id: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly trust: Document;
  /** The ids behind the roles that the trust names. */
  readonly trustIds: RoleIds;
  /** Attached and inline. */
  readonly policies: readonly Document[];
  readonly boundary?: { readonly arn: string; readonly document: Document };
  /** Characters of each inline policy, by its name. */
  readonly inlineSizes: ReadonlyMap<string, number>;
}

export interface Provider {
  readonly arn: string;
  readonly clientIds: readonly string[];
}

/** Roles of an account by name. */
export type Roles = ReadonlyMap<string, RoleState>;
/** OIDC providers of an account by their URL without `https://`. */
export type Providers = ReadonlyMap<string, Provider>;

/** AWS's own managed policies never change here: one question each for all time. */
const awsManaged = new Map<string, Document>();

/** Reads all roles of an account with what is attached to them. */
export async function readRoles(iam: IAMClient, bindings: Bindings): Promise<Roles> {
  const details = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ["Role", "LocalManagedPolicy"] }));
  if (details.IsTruncated) throw new Error("moto answered roles in pages; one page is expected");
  const managed = new Map<string, Document>();
  for (const { Arn, PolicyVersionList = [] } of details.Policies ?? []) {
    const text = PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion)?.Document;
    if (Arn && text) managed.set(Arn, documentOf(decoded(text)));
  }
  const policy = async (arn: string) => managed.get(arn) ?? awsManaged.get(arn) ?? (await readAwsManaged(iam, arn));
  const roles = new Map<string, RoleState>();
  for (const role of details.RoleDetailList ?? []) {
    const { Arn: arn = "", RoleName: name = "", RoleId: id = "" } = role;
    const attached = await Promise.all((role.AttachedManagedPolicies ?? []).map((p) => policy(p.PolicyArn ?? "")));
    const inline = (role.RolePolicyList ?? []).map(
      (p) => [p.PolicyName ?? "", decoded(p.PolicyDocument ?? "")] as const,
    );
    const boundary = role.PermissionsBoundary?.PermissionsBoundaryArn;
    roles.set(name, {
      arn,
      name,
      id,
      tags: new Map((role.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
      trust: documentOf(decoded(role.AssumeRolePolicyDocument ?? "")),
      trustIds: bindings.idsOfTrust(accountOfArn(arn), name),
      policies: [...attached, ...inline.map(([, text]) => documentOf(text))],
      inlineSizes: new Map(inline.map(([key, text]) => [key, sizeOf(text)])),
      ...(boundary ? { boundary: { arn: boundary, document: await policy(boundary).catch(nothingWhereMissing) } } : {}),
    });
  }
  return roles;
}

/** A boundary that is gone allows nothing. */
function nothingWhereMissing(error: unknown): Document {
  if (error instanceof NoSuchEntityException) return NOTHING_ALLOWED;
  throw error;
}

export async function readProviders(iam: IAMClient): Promise<Providers> {
  const list = await iam.send(new ListOpenIDConnectProvidersCommand({}));
  const providers = new Map<string, Provider>();
  for (const { Arn: arn = "" } of list.OpenIDConnectProviderList ?? []) {
    const { Url = "", ClientIDList = [] } = await iam.send(
      new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }),
    );
    providers.set(Url.replace(/^https:\/\//, ""), { arn, clientIds: ClientIDList });
  }
  return providers;
}

async function readAwsManaged(iam: IAMClient, arn: string): Promise<Document> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: arn }));
  const version = await iam.send(
    new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: Policy?.DefaultVersionId ?? "v1" }),
  );
  const document = documentOf(decoded(version.PolicyVersion?.Document ?? ""));
  if (arn.includes(":iam::aws:")) awsManaged.set(arn, document);
  return document;
}

/** IAM answers policies in percent-encoding (RFC 3986), moto not everywhere. */
const decoded = (text: string): string => (text.trimStart().startsWith("{") ? text : decodeURIComponent(text));
