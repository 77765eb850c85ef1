import { EKS_POD_IDENTITY_PRINCIPAL } from "../aws";
import { lazily } from "../collections/lazy";
import { withoutKeys } from "../terraform/module/addresses";
import { InputError } from "../terraform/source-location";
import type { MissingModule, Resource } from "../terraform/world";
import { UnknownValue } from "../unknown/unknown-value";
import type { ResourceIndex } from "./resource-index";
import { knownText, textAt, unlessWrong } from "./values";

/** Sources of modules that make associations. */
const ASSOCIATING = /eks-pod-identity|pod-identity-association/;

/** Sources of modules that make roles for service accounts, and of those that annotate them. */
const ANNOTATING =
  /iam-role-for-service-accounts|assumable-role-with-oidc|eks-iam-role|iam-eks-role|eks-irsa|irsa-|eks-blueprints-addon|eks-addons|helm-release/;

/** A module that is not installed, as what it makes, and why that is not known. */
export interface UnreadModule {
  readonly resource: Resource;
  readonly unknown: UnknownValue;
}

/** Those that show that they make associations. */
export const associatingModules = (resources: ResourceIndex): readonly UnreadModule[] =>
  missing(resources, (module) => ASSOCIATING.test(module.source) || isGivenPodRole(resources, module));

/** Those whose source shows that they make or annotate service accounts. */
export const annotatingModules = (resources: ResourceIndex): readonly UnreadModule[] =>
  missing(resources, ({ source }) => ANNOTATING.test(source));

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

const missing = ({ stacks }: ResourceIndex, isOne: (module: MissingModule) => boolean): readonly UnreadModule[] =>
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
    besideItself: () => () => false,
    provider: () => `${stack}/${address}`,
    expressionAt: () => () => undefined,
    namedBy: () => () => undefined,
    origin: () => () => undefined,
    arguments: () => [],
    provisioners: () => [],
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
