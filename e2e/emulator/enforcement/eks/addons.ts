import { partitionOf } from "../../partitions";
import { AwsError } from "../../types";
import { type Cluster, digits, secondsNow, type Where } from "./clusters";

export interface Addon {
  readonly name: string;
  readonly version: string;
  readonly serviceAccountRoleArn: string | undefined;
  readonly configurationValues: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** The add-ons that this EKS has, newest version first. */
export const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  "eks-pod-identity-agent": ["v1.3.10-eksbuild.1", "v1.3.4-eksbuild.1"],
  "vpc-cni": ["v1.20.4-eksbuild.1"],
  coredns: ["v1.12.4-eksbuild.1"],
  "kube-proxy": ["v1.34.0-eksbuild.4"],
};

const invalid = (message: string) => new AwsError("InvalidParameterException", message);

/** Add-ons by cluster. */
export class Addons {
  readonly #addons = new Map<string, Map<string, Addon>>();

  /** @throws AwsError InvalidParameterException, ResourceInUseException */
  create(
    cluster: Cluster,
    of: Pick<Addon, "name" | "serviceAccountRoleArn" | "configurationValues" | "tags"> & {
      readonly version?: string | undefined;
    },
  ): Addon {
    const version = supported(of.name, of.version);
    const addons = this.#addons.get(cluster.arn) ?? new Map<string, Addon>();
    if (addons.has(of.name)) throw new AwsError("ResourceInUseException", "Addon already exists.", 409);
    const addon = { ...of, version, createdAt: secondsNow(), modifiedAt: secondsNow() };
    addons.set(of.name, addon);
    this.#addons.set(cluster.arn, addons);
    return addon;
  }

  /** @throws AwsError ResourceNotFoundException */
  get(cluster: Cluster, name: string): Addon {
    const addon = this.#addons.get(cluster.arn)?.get(name);
    if (!addon)
      throw new AwsError("ResourceNotFoundException", `No addon: ${name} found in cluster: ${cluster.name}`, 404);
    return addon;
  }

  update(
    cluster: Cluster,
    name: string,
    to: Partial<Pick<Addon, "version" | "serviceAccountRoleArn" | "configurationValues">>,
  ): Addon {
    const before = this.get(cluster, name);
    const after = {
      ...before,
      ...to,
      version: supported(name, to.version ?? before.version),
      modifiedAt: secondsNow(),
    };
    this.#addons.get(cluster.arn)?.set(name, after);
    return after;
  }

  delete(cluster: Cluster, name: string): Addon {
    const addon = this.get(cluster, name);
    this.#addons.get(cluster.arn)?.delete(name);
    return addon;
  }

  namesOf(cluster: Cluster): readonly string[] {
    return [...(this.#addons.get(cluster.arn)?.keys() ?? [])];
  }

  /** A cluster's add-ons go with it. */
  forget(cluster: Cluster): void {
    this.#addons.delete(cluster.arn);
  }

  reset(): void {
    this.#addons.clear();
  }
}

function supported(name: string, version: string | undefined): string {
  const versions = VERSIONS[name];
  const newest = versions?.[0];
  if (!versions || newest === undefined) throw invalid(`Addon ${name} specified is not supported`);
  if (version !== undefined && !versions.includes(version)) throw invalid("Addon version specified is not supported");
  return version ?? newest;
}

export const addonArn = ({ account, region }: Where, cluster: string, addon: string): string =>
  `arn:${partitionOf(region)}:eks:${region}:${account}:addon/${cluster}/${addon}/${digits(`${account} ${cluster} ${addon}`, 32)}`;

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_Addon.html */
export const addonAnswer = (cluster: Cluster, addon: Addon, status = "ACTIVE"): Readonly<Record<string, unknown>> => ({
  addonName: addon.name,
  clusterName: cluster.name,
  status,
  addonVersion: addon.version,
  health: { issues: [] },
  addonArn: addonArn(cluster, cluster.name, addon.name),
  createdAt: addon.createdAt,
  modifiedAt: addon.modifiedAt,
  ...(addon.serviceAccountRoleArn ? { serviceAccountRoleArn: addon.serviceAccountRoleArn } : {}),
  ...(addon.configurationValues ? { configurationValues: addon.configurationValues } : {}),
  tags: addon.tags,
  owner: "aws",
  publisher: "eks",
});

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_AddonInfo.html */
export const addonVersions = (kubernetes: string, only: string | undefined): readonly object[] =>
  Object.entries(VERSIONS)
    .filter(([name]) => only === undefined || name === only)
    .map(([addonName, versions]) => ({
      addonName,
      type: "networking",
      owner: "aws",
      publisher: "eks",
      addonVersions: versions.map((addonVersion, index) => ({
        addonVersion,
        architecture: ["amd64", "arm64"],
        compatibilities: [{ clusterVersion: kubernetes, platformVersions: ["*"], defaultVersion: index === 0 }],
        requiresConfiguration: false,
      })),
    }));
