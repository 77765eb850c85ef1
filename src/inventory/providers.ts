import { bareIssuer, issuerInProviderArn } from "../aws";
import { lazily } from "../collections/lazy";
import type { Resource } from "../terraform/world";
import { hasUnknown, unknownText } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import { type Clash, clashesOf, refusalIn, type Unique } from "./clashes";
import type { OidcProvider } from "./inventory";
import { refusedProvider } from "./refused-by-iam";
import type { ResourceIndex } from "./resource-index";
import { knownText, listAt, nameAt, required, textValue, unlessWrong } from "./values";

/** The identity providers that the world makes or finds. */
export function providersOf(resources: ResourceIndex): readonly OidcProvider[] {
  const managed = resources.managed("aws_iam_openid_connect_provider", "awscc_iam_oidc_provider");
  const clashes = clashesOf(() => managed, PROVIDER);
  return [
    ...managed.map((resource) => providerOf(resource, () => clashes(resource))),
    ...resources.data("aws_iam_openid_connect_provider").map((resource) => providerOf(resource, () => undefined)),
  ];
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html */
const PROVIDER: Unique = {
  what: "identity provider for",
  by: "url",
  nameOf: (provider) => unlessWrong(() => knownText(issuerFor(provider))),
  awsError: (name) => `EntityAlreadyExists: Provider with url https://${name} already exists.`,
};

const providerOf = (resource: Resource, clash: () => Clash | undefined): OidcProvider =>
  lazily<OidcProvider>({
    resource: () => resource,
    account: () => resource.account,
    arn: () => knownText(nameAt(resource, "arn")) ?? arnFor(resource),
    issuer: () => issuerFor(resource),
    clientIds: () => {
      const clashing = clash();
      return clashing instanceof UnknownValue ? clashing : clientIdsOf(resource);
    },
    refusal: () => refusalIn(clash()) ?? refusedProvider(resource),
  });

/** What Cloud Control makes has no attributes. */
function arnFor(resource: Resource): string {
  const issuer = issuerFor(resource);
  return issuer instanceof UnknownValue
    ? unknownText(`${resource.stack}/${resource.address}.arn`)
    : `arn:${resource.partition}:iam::${resource.account}:oidc-provider/${issuer}`;
}

/** A data source may be asked by the ARN, which holds the issuer. */
function issuerFor(resource: Resource): string | UnknownValue {
  const url = required(nameAt(resource, "url"), "url");
  if (resource.mode === "managed") return url instanceof UnknownValue ? url : bareIssuer(url);
  if (typeof url === "string" && !hasUnknown(url)) return bareIssuer(url);
  return issuerInProviderArn(knownText(nameAt(resource, "arn")) ?? "") ?? url;
}

/** A state has a data source's audiences, a configuration at most those that a postcondition asserts. */
function clientIdsOf(resource: Resource): OidcProvider["clientIds"] {
  const list = listAt(resource, "client_id_list");
  if (list instanceof UnknownValue) return list;
  const ids = list?.map((id) => required(textValue(id), "an audience"));
  if (resource.mode === "managed") return ids ?? [];
  return ids?.some((id) => typeof id === "string" && !hasUnknown(id))
    ? ids
    : new UnknownValue("not-read", "a data source shows only that the provider exists");
}
