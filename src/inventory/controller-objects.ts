import { lazy } from "../collections/lazy";
import { associationArguments, isAssociation, notMade } from "../terraform/manifests/association";
import { annotationsOf } from "../terraform/manifests/object-resource";
import type { Resource } from "../terraform/world";
import { hasUnknown } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import { unknownAssociation } from "./associations";
import { clustersCalled, homeOf } from "./cluster-home";
import { clusterIn } from "./clusters";
import type { Association, Cluster, MayAssociate } from "./inventory";
import { clusterNameOf } from "./kubernetes";
import type { ResourceIndex } from "./resource-index";
import type { Manifest, ManifestObject } from "./service-accounts/manifests";
import { textsOf } from "./texts-of";
import { type Block, nameOrUnknown, required, unlessWrong } from "./values";

/** What controllers make in AWS of the objects of a cluster. */
export interface ControllerObjects {
  /** Associations of Terraform's manifests; those of files are resources of their own. */
  readonly associations: readonly Association[];
  readonly unread: readonly MayAssociate[];
}

/**
 * Groups of ACK and of Crossplane's providers for AWS, each with a service before it.
 * @see https://aws-controllers-k8s.github.io/community/docs/community/services/
 * @see https://marketplace.upbound.io/providers/upbound/provider-family-aws/
 */
const GROUP = /^(?:([a-z0-9-]+)\.)?(services\.k8s\.aws|aws(?:\.m)?\.upbound\.io|aws\.crossplane\.io)$/;
const MENTIONED = /(?:^|[^\w.-])([a-z0-9-]+)\.(?:services\.k8s\.aws|aws(?:\.m)?\.upbound\.io|aws\.crossplane\.io)\//g;

/** Services whose objects change nothing of roles, policies, keys and what pods are granted. */
const INERT_SERVICES = new Set([
  ...["acm", "applicationautoscaling", "autoscaling", "elasticache", "elbv2", "prometheusservice", "rds", "route53"],
  ...["route53resolver", "emrcontainers", "cloudwatch"],
]);
/** Kinds that configure a controller, copy a value, or make a cluster's machines and its users. */
const INERT_KINDS =
  /^(FieldExport|ProviderConfig(Usage)?|ClusterProviderConfig|Nodegroup|NodeGroup|AccessEntry|Cluster(Auth)?)$/;
/** What describes kinds and who may use them, and makes none. */
const DESCRIBES = /^(CustomResourceDefinition|(Cluster)?Role(Binding)?|(Validating|Mutating)WebhookConfiguration)$/;

export function controllerObjectsOf(resources: ResourceIndex, manifests: () => readonly Manifest[]): ControllerObjects {
  const found = lazy(() => manifests().map((one) => foundIn(resources, one)));
  return {
    get associations() {
      return found().flatMap(({ associations }) => associations);
    },
    get unread() {
      return found().flatMap(({ unread }) => unread);
    },
  };
}

const NOTHING: ControllerObjects = { associations: [], unread: [] };

function foundIn(resources: ResourceIndex, { resource, made }: Manifest): ControllerObjects {
  if (made instanceof UnknownValue) {
    const isFile = resources.stackOf(resource)?.kind === "manifests";
    const cluster = clusterNameOf(resource);
    return isFile
      ? {
          associations: [],
          unread: [{ resource, cluster, changes: false, does: `may hold an association: ${made.reason}` }],
        }
      : NOTHING;
  }
  const all = made.map((one) =>
    isAssociation(one.object) && isRead(one.object)
      ? { associations: [associationOf(resources, one)], unread: [] }
      : unreadObject(one),
  );
  return { associations: all.flatMap((one) => one.associations), unread: all.flatMap((one) => one.unread) };
}

function unreadObject({ resource, object }: ManifestObject): ControllerObjects {
  const { apiVersion = null, kind = null } = object;
  if (apiVersion === null || kind === null) return NOTHING;
  const unread = (does: string, more: Partial<MayAssociate> = {}, associations: readonly Association[] = []) => ({
    associations,
    unread: [{ resource, cluster: undefined, changes: false, does, ...more }],
  });
  if (typeof apiVersion !== "string" || typeof kind !== "string" || hasUnknown(apiVersion) || hasUnknown(kind))
    return unread("is of a kind that is not known and may be an association", { cluster: clusterNameOf(resource) });
  const [, service, family] = GROUP.exec(apiVersion.split("/")[0] ?? "") ?? [];
  if (family === undefined) {
    if (DESCRIBES.test(kind)) return NOTHING;
    const texts = textsOf(object);
    const services = texts.flatMap((text) => [...text.matchAll(MENTIONED)].map(([, one = ""]) => one));
    if (services.some((one) => one !== "eks" && !INERT_SERVICES.has(one)))
      return unread(`holds objects that a controller makes in AWS (${kind})`, { changes: true });
    return services.includes("eks") || texts.some((text) => /pod_?identity_?association/i.test(text))
      ? unread(`holds an association, or may (${kind})`)
      : NOTHING;
  }
  const what = `is a ${kind} of ${apiVersion}, which a controller makes in AWS`;
  if (INERT_KINDS.test(kind) || (service !== undefined && INERT_SERVICES.has(service))) return NOTHING;
  if (service !== "eks") return unread(what, { changes: true });
  if (
    kind === "FargateProfile" ||
    kind === "IdentityProviderConfig" ||
    kind === "PodIdentityAssociation" ||
    hasOwnAssociations(object)
  )
    return unread(what, {}, /^(PodIdentityAssociation|Addon)$/.test(kind) ? [unknownOne(resource, what)] : []);
  return NOTHING;
}

const unknownOne = (resource: Resource, what: string): Association =>
  unknownAssociation(resource, new UnknownValue("not-read", `it ${what}, and it is not read`));

const hasOwnAssociations = (object: Block): boolean =>
  textsOf(object).some((text) => /^(podIdentityAssociations?|serviceAccountRole(ARN|Arn\w*|Ref))$/.test(text));

/** Whether all of an association is read: it takes over none, and has no policy of its own. */
const isRead = (object: Block): boolean =>
  notMade(annotationsOf(object)) === undefined && associationArguments(object).policy === null;

function associationOf(resources: ResourceIndex, { resource, object, place }: ManifestObject): Association {
  const set = associationArguments(object);
  const text = (name: string) => required(nameOrUnknown(set[name]), name);
  const disabled = set.disable_session_tags ?? false;
  return {
    resource,
    cluster: clusterOf(resources, resource, object, text("cluster_name")),
    namespace: text("namespace"),
    serviceAccount: text("service_account"),
    roleArn: text("role_arn"),
    targetRoleArn: nameOrUnknown(set.target_role_arn),
    sessionTags: disabled instanceof UnknownValue ? disabled : disabled !== true,
    policy: undefined,
    place,
  };
}

/** In the account and region of the cluster that the object is applied to, in which a controller works as a rule. */
function clusterOf(
  resources: ResourceIndex,
  resource: Resource,
  object: Block,
  name: string | UnknownValue,
): Cluster | UnknownValue {
  const own = nameOrUnknown(annotationsOf(object)["services.k8s.aws/region"]);
  const [found] = clustersCalled(resources, resource, name);
  const home = homeOf(resources, resource);
  const account = found ? unlessWrong(() => found.account) : home.account;
  const region = own ?? found?.region ?? home.region;
  if (name instanceof UnknownValue) return name;
  if (account === undefined || region instanceof UnknownValue)
    return new UnknownValue("not-read", "where its cluster is is not known");
  return clusterIn({ account, region, partition: (found ?? resource).partition }, name);
}
