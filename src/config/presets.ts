import { isAsWritten, mapped, type Written } from "./written";

/** What the Helm chart of a controller is by its own defaults, and what it asks of AWS. */
interface Preset {
  /** The verb that its grants have, and the map of the resources that these are on. */
  readonly verb: string;
  readonly kind: string;
  /** What limits a grant that nothing limits. */
  readonly limits?: Written;
  /** Actions beside the verb's, on each of these resources. */
  readonly actions: readonly string[];
}

/**
 * By the names of their charts, which are those of their service accounts, and of the namespaces that these are put in here.
 * Service accounts: charts/external-dns/values.yaml, deploy/charts/cert-manager/values.yaml and
 * deploy/charts/external-secrets/values.yaml of the projects' repositories, whose releases are called as the charts.
 * Actions: https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/aws/,
 * https://cert-manager.io/docs/configuration/acme/dns01/route53/,
 * https://external-secrets.io/latest/provider/aws-secrets-manager/
 */
const PRESETS: Readonly<Record<string, Preset>> = {
  "external-dns": {
    verb: "change",
    kind: "zone",
    actions: ["route53:ListTagsForResources", "route53:ListHostedZones"],
  },
  "cert-manager": {
    verb: "change",
    kind: "zone",
    limits: { types: ["TXT"] },
    actions: ["route53:ListHostedZonesByName"],
  },
  "external-secrets": {
    verb: "read",
    kind: "secret",
    actions: [
      "secretsmanager:GetResourcePolicy",
      "secretsmanager:ListSecretVersionIds",
      "secretsmanager:ListSecrets",
      "secretsmanager:BatchGetSecretValue",
    ],
  },
};

export const PRESET_NAMES = ["external-dns", "cert-manager", "external-secrets"] as const;

/** A file whose workloads have what their presets give; what they say themselves stays. */
export function withPresets(file: unknown): unknown {
  if (!isAsWritten(file) || !isAsWritten(file.workloads)) return file;
  const resources = isAsWritten(file.resources) ? file.resources : {};
  return { ...file, workloads: mapped(file.workloads, (workload) => completed(workload, resources)) };
}

function completed(workload: Written, resources: Written): Written {
  if (typeof workload.preset !== "string") return workload;
  const preset = Object.hasOwn(PRESETS, workload.preset) ? PRESETS[workload.preset] : undefined;
  // that a misspelt preset gives no names is not a second mistake
  const name = preset ? workload.preset : "preset";
  const named = {
    ...(workload.namespace === undefined && workload.namespaces === undefined ? { namespace: name } : {}),
    ...(workload.serviceAccount === undefined ? { serviceAccount: name } : {}),
  };
  return { ...(preset ? granting(preset, resources, workload) : workload), ...named };
}

/** Every list of grants below `place` as the preset has it. */
const granting = (preset: Preset, resources: Written, place: Written): Written =>
  mapped(
    place,
    (inner) => granting(preset, resources, inner),
    (key, list) => (key === "grants" ? grantsOf(preset, resources, list) : list),
  );

function grantsOf({ verb, kind, limits, actions }: Preset, resources: Written, list: readonly unknown[]) {
  const keyIn = (grant: unknown): string | undefined => {
    const value = isAsWritten(grant) ? grant[verb] : undefined;
    const key = isAsWritten(value) ? value[kind] : value;
    const resource = typeof key === "string" && Object.hasOwn(resources, key) ? resources[key] : undefined;
    return typeof key === "string" && isAsWritten(resource) && resource[kind] !== undefined ? key : undefined;
  };
  const keys = [...new Set(list.flatMap((grant) => keyIn(grant) ?? []))];
  return [
    ...list.map((grant) =>
      limits && isAsWritten(grant) && typeof grant[verb] === "string" && keyIn(grant) !== undefined
        ? { ...grant, [verb]: { [kind]: grant[verb], ...limits } }
        : grant,
    ),
    ...keys.map((on) => ({ actions, on })),
  ];
}
