import type { Limits } from "../config";
import type { Access } from "./access";
import type {
  CheckObject,
  ConfigMapObject,
  DeploymentObject,
  MountedConfig,
  NamespaceObject,
  ServiceAccountObject,
} from "./in-cluster";
import { annotationsOf } from "./irsa";
import type { InNamespace } from "./placed-workload";
import type { EntryResource } from "./resolved-entities";

/** What objects call each other by: names, or references to them where Terraform makes them. */
export interface ObjectNames {
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Of the ConfigMap with the profiles of several targets. */
  readonly configMap: string | undefined;
}

type Placed = InNamespace<Access>;

/** The names themselves. */
export const literalNames = (access: Placed): ObjectNames => ({
  namespace: access.namespace.name,
  serviceAccount: access.serviceAccount,
  configMap: awsConfigOf(access)?.configMap,
});

export const awsConfigOf = (access: Placed) => ("awsConfig" in access ? access.awsConfig : undefined);

export const namespaceObjects = ({ namespace: { create, name } }: Placed): readonly NamespaceObject[] =>
  create ? [{ name }] : [];

export function configMapObjects(access: Placed, { namespace }: ObjectNames): readonly ConfigMapObject[] {
  const config = awsConfigOf(access);
  return config ? [{ name: config.configMap, namespace, file: config.file, text: config.text }] : [];
}

export const serviceAccountObjects = (access: Placed, { namespace }: ObjectNames): readonly ServiceAccountObject[] =>
  access.createServiceAccount
    ? [
        {
          name: access.serviceAccount,
          namespace,
          ...(isAnnotated(access) ? { annotations: annotationsOf(access) } : {}),
        },
      ]
    : [];

/** With the role that pods assume with their tokens: of irsa, and on the way from there. */
export const isAnnotated = (access: Access): boolean =>
  access.mechanism === "irsa" || access.transition?.annotated === true;

export function checkObjects(access: Placed, names: ObjectNames): readonly CheckObject[] {
  if (!access.check) return [];
  const { name, image, calls } = access.check;
  return [
    {
      name,
      image,
      namespace: names.namespace,
      serviceAccount: names.serviceAccount,
      calls: calls.flatMap(({ resource, limits, profile }) =>
        callOn(resource, limits).map((call) => (profile === undefined ? call : `${call} --profile ${profile}`)),
      ),
      ...mountedConfig(access, names),
    },
  ];
}

const callOn = ({ service, region, ...resource }: EntryResource, limits: Limits): readonly string[] =>
  service.check ? [service.check.call({ ...resource, region: region ?? resource.account.region }, limits)] : [];

export const deploymentObjects = (access: Placed, names: ObjectNames): readonly DeploymentObject[] =>
  access.deployment
    ? [
        {
          ...access.deployment,
          namespace: names.namespace,
          serviceAccount: names.serviceAccount,
          ...mountedConfig(access, names),
          bucketEnv: Object.fromEntries(access.deployment.bucketEnv.map(([name, bucket]) => [name, bucket.name])),
        },
      ]
    : [];

function mountedConfig(access: Placed, { configMap }: ObjectNames): { readonly awsConfig?: MountedConfig } {
  const config = awsConfigOf(access);
  return config && configMap !== undefined
    ? { awsConfig: { configMap, folder: config.folder, file: config.file } }
    : {};
}

/** Resources whose names stand in the objects. */
export const namedResources = ({ check, deployment }: Access): readonly EntryResource[] => [
  ...(check?.calls ?? []).map(({ resource }) => resource),
  ...(deployment?.bucketEnv ?? []).map(([, resource]) => resource),
];
