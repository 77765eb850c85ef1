/** What the Helm chart of a workload with a preset is given. */
export interface HelmChart {
  readonly chart: string;
  readonly namespace: string;
  readonly values: {
    readonly serviceAccount: {
      /** Only one of the chart and the stack makes it. */
      readonly create: boolean;
      readonly name: string;
      /** Of irsa alone: for pod-identity the annotation would ask for credentials a second way. */
      readonly annotations?: Readonly<Record<string, string>>;
    };
  };
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

interface Installed {
  readonly preset?: Preset;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly createServiceAccount: boolean;
}

/** Absent for a workload without a preset. `tokenRole` is the role that the pod's token is for, where it gets one by that. */
export function helmChart(
  { preset, namespace, serviceAccount, createServiceAccount }: Installed,
  tokenRole: string | undefined,
): HelmChart | undefined {
  if (preset === undefined) return undefined;
  const annotated = !createServiceAccount && tokenRole !== undefined;
  return {
    chart: preset,
    namespace,
    values: {
      serviceAccount: {
        create: !createServiceAccount,
        name: serviceAccount,
        ...(annotated ? { annotations: { "eks.amazonaws.com/role-arn": tokenRole } } : {}),
      },
    },
    keepEmpty: ROLE_SETTINGS[preset],
  };
}
