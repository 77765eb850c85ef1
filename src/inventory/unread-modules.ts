import { EKS_POD_IDENTITY_PRINCIPAL } from "../aws";
import { lazily } from "../collections/lazy";
import { withoutKeys } from "../terraform/module/addresses";
import { InputError } from "../terraform/source-location";
import type { MissingModule, Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import type { Association, ServiceAccount } from "./inventory";
import type { ResourceIndex } from "./resource-index";
import { knownText, textAt, unlessWrong } from "./values";

/** Sources of modules that make associations. */
const ASSOCIATING = /eks-pod-identity|pod-identity-association/;

/** Sources of modules that make roles for service accounts, and of those that annotate them. */
const ANNOTATING =
  /iam-role-for-service-accounts|assumable-role-with-oidc|eks-iam-role|iam-eks-role|eks-irsa|irsa-|eks-blueprints-addon|eks-addons|helm-release/;

/** Modules that are not installed and whose source shows that they make chains: of each, one that is not known. */
export const unreadAssociations = (resources: ResourceIndex): readonly Association[] =>
  missing(resources, (module) => ASSOCIATING.test(module.source) || isGivenPodRole(resources, module)).map(
    ({ resource, unknown }) => ({
      resource,
      cluster: unknown,
      namespace: unknown,
      serviceAccount: unknown,
      roleArn: unknown,
      targetRoleArn: undefined,
      sessionTags: unknown,
      place: undefined,
    }),
  );

/** Whether a module of an EKS cluster is given a role that pods get by associations: its add-ons have some. */
const isGivenPodRole = (resources: ResourceIndex, { stack, source, given }: MissingModule): boolean =>
  /(^|[/-])eks($|[/-])/.test(source) &&
  resources
    .managed("aws_iam_role")
    .some(
      (role) =>
        role.stack === stack &&
        given.has(withoutKeys(role.address)) &&
        knownText(unlessWrong(() => textAt(role, "assume_role_policy")))?.includes(EKS_POD_IDENTITY_PRINCIPAL),
    );

export const unreadServiceAccounts = (resources: ResourceIndex): readonly ServiceAccount[] =>
  missing(resources, ({ source }) => ANNOTATING.test(source)).map(({ resource, unknown }) => ({
    resource,
    clusterName: unknown,
    account: undefined,
    region: undefined,
    namespace: unknown,
    name: unknown,
    roleArn: unknown,
    audience: unknown,
    issuer: undefined,
    openIssuer: undefined,
    place: undefined,
    unsure: unknown,
    assumed: undefined,
    chosenBy: undefined,
  }));

const missing = ({ stacks }: ResourceIndex, isOne: (module: MissingModule) => boolean) =>
  stacks
    .flatMap((stack) => stack.missing)
    .filter(isOne)
    .map((module) => {
      const { source, reason, advice } = module;
      const unknown = new UnknownValue("not-read", `the module ${source} may make such chains, and ${reason}`, {
        advice,
      });
      return { unknown, resource: resourceOf(module, unknown) };
    });

/** A module as what it makes. */
const resourceOf = ({ stack, address, location }: MissingModule, unknown: UnknownValue): Resource =>
  lazily<Resource>({
    stack: () => stack,
    address: () => address,
    mode: () => "managed",
    type: () => "module",
    indefinite: () => unknown,
    get: () => () => unknown,
    written: () => () => unknown,
    writes: () => () => false,
    change: () => "none",
    saves: () => () => undefined,
    provider: () => `${stack}/${address}`,
    expressionAt: () => () => undefined,
    namedBy: () => () => undefined,
    origin: () => () => undefined,
    arguments: () => [],
    location: () => () => location,
    account: () => {
      throw new InputError(`found no account of ${address} in stack ${stack}, which is not installed`, location);
    },
    region: () => undefined,
    partition: () => "aws",
    clusterName: () => unknown,
    cluster: () => undefined,
    clusterPlace: () => undefined,
    dependsOn: () => new Set(),
  });
