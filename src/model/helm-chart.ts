import { SERVICE_ACCOUNT_ANNOTATIONS } from "../aws";
import type { MountedConfig } from "./in-cluster";

/** As `helm create` and most charts have them: https://helm.sh/docs/helm/helm_create/ */
export interface ChartValues {
  readonly serviceAccount: {
    /** Only one of the chart and this configuration makes it. */
    readonly create: boolean;
    readonly name: string;
    /** Of irsa alone: for pod-identity the annotation would ask for credentials a second way. */
    readonly annotations?: Readonly<Record<string, string>>;
  };
  /** By which pods find the profiles of several targets, under the names that are the most frequent. */
  readonly extraVolumes?: readonly unknown[];
  readonly extraVolumeMounts?: readonly unknown[];
  readonly extraEnv?: readonly unknown[];
}

/** What the Helm chart of a workload with a preset is given. */
export interface HelmChart {
  readonly chart: string;
  readonly namespace: string;
  readonly values: Pick<ChartValues, "serviceAccount">;
  /** The chart's own setting of a role: EKS, or the token, gives the pod the last role, which cannot assume itself. */
  readonly keepEmpty: string;
}

/**
 * @see https://kubernetes-sigs.github.io/external-dns/latest/docs/flags/
 * @see https://cert-manager.io/docs/configuration/acme/dns01/route53/
 * @see https://external-secrets.io/latest/provider/aws-access/
 */
const ROLE_SETTINGS = {
  "external-dns": "extraArgs: --aws-assume-role",
  "cert-manager": "spec.acme.solvers[].dns01.route53.role of issuers",
  "external-secrets": "spec.provider.aws.role of SecretStores",
} as const;

export type Preset = keyof typeof ROLE_SETTINGS;

interface Made {
  readonly serviceAccount: string;
  readonly createServiceAccount: boolean;
}

interface Installed extends Made {
  readonly preset?: Preset;
  readonly namespace: string;
}

/** `tokenRole` is the role that the pod's token is for, where it gets one by that. */
export function chartValues(
  { serviceAccount, createServiceAccount }: Made,
  tokenRole: string | undefined,
  config?: MountedConfig,
): ChartValues {
  const annotated = !createServiceAccount && tokenRole !== undefined;
  return {
    serviceAccount: {
      create: !createServiceAccount,
      name: serviceAccount,
      ...(annotated ? { annotations: { [SERVICE_ACCOUNT_ANNOTATIONS.role]: tokenRole } } : {}),
    },
    ...(config
      ? {
          extraVolumes: [{ name: "aws-config", configMap: { name: config.configMap } }],
          extraVolumeMounts: [{ name: "aws-config", mountPath: config.folder, readOnly: true }],
          extraEnv: [{ name: "AWS_CONFIG_FILE", value: `${config.folder}/${config.file}` }],
        }
      : {}),
  };
}

/** Absent for a workload without a preset. */
export function helmChart({ preset, namespace, ...made }: Installed, tokenRole: string | undefined) {
  return preset === undefined
    ? undefined
    : ({
        chart: preset,
        namespace,
        values: chartValues(made, tokenRole),
        keepEmpty: ROLE_SETTINGS[preset],
      } satisfies HelmChart);
}
