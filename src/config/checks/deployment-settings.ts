import type { Problem } from "../../rules";
import type { DraftWorkload } from "../draft";
import type { DraftPlacement } from "../placement";
import { type CheckContext, problemIf } from "./check-context";

/** Variables of services/s3-api that the deployment's own keys set, with what else follows from the key. */
const KEYS: Readonly<Record<string, string>> = {
  DRAIN_DELAY_MS: "drainDelaySeconds",
  DRAIN_TIMEOUT_MS: "drainTimeoutSeconds",
  PROBE_PORT: "probePort",
  KEY_PREFIXES: "keyPrefixes",
  JWT_ISSUER: "jwt.issuer",
  JWT_AUDIENCE: "jwt.audience",
  JWT_SUBJECT: "jwt.subjects",
};

type DraftDeployment = NonNullable<DraftWorkload["deployment"]>;

/** What a deployment tells its program, and who may call it. */
export function checkDeploymentSettings(context: CheckContext, placement: DraftPlacement): readonly Problem[] {
  const { deployment } = placement.workload;
  if (!deployment) return [];
  const path = ["workloads", placement.key, "deployment"];
  return [
    ...checkVariables(deployment, path),
    ...checkCallers(context, deployment, path),
    ...checkEnforcement(context, placement, deployment, path),
  ];
}

function checkVariables(
  { env = {}, bucketEnv = {}, port = 8080, probePort }: DraftDeployment,
  path: readonly string[],
) {
  return [
    ...Object.entries({ env, bucketEnv }).flatMap(([map, variables]) =>
      Object.keys(variables).flatMap((name) =>
        problemIf(Object.hasOwn(KEYS, name), {
          rule: "env-setting",
          path: [...path, map, name],
          at: "key",
          found: name,
          expected: `${KEYS[name]} of the deployment`,
        }),
      ),
    ),
    ...problemIf(probePort !== undefined && probePort === port, {
      rule: "probe-port",
      path: [...path, "probePort"],
      found: `${probePort}, the deployment's port`,
    }),
  ];
}

function checkCallers(
  { omitted }: CheckContext,
  deployment: DraftDeployment,
  path: readonly string[],
): readonly Problem[] {
  const { networkPolicy, probePort } = deployment;
  return (["callers", "scrapers"] as const).flatMap((key) => {
    const entries = deployment[key];
    if (!entries) return [];
    const useless =
      networkPolicy === false
        ? "networkPolicy: false"
        : key === "scrapers" && probePort === undefined
          ? "no probePort, so callers reach the metrics too"
          : undefined;
    return [
      ...problemIf(useless !== undefined, {
        rule: "no-effect",
        path: [...path, key],
        at: "key",
        found: `${key} with ${useless}`,
      }),
      ...entries.flatMap((entry, index) => {
        if (!entry || omitted([...path, key, index])) return [];
        const { namespace, labels, cidr } = entry;
        const pods = namespace !== undefined || Object.keys(labels ?? {}).length > 0;
        return problemIf(pods === (cidr !== undefined), {
          rule: "caller-form",
          path: [...path, key, index],
          found: pods ? "pods and addresses in one entry" : "an entry that names nobody",
        });
      }),
    ];
  });
}

function checkEnforcement(
  { config, omitted }: CheckContext,
  { cluster: { text } }: DraftPlacement,
  { networkPolicy, jwt }: DraftDeployment,
  path: readonly string[],
): readonly Problem[] {
  const cluster = Object.hasOwn(config.clusters ?? {}, text) ? config.clusters?.[text] : undefined;
  const { compute = "ec2", issuer } = cluster ?? {};
  const unseen = omitted(["clusters", text]) || omitted([...path, "jwt"]);
  return [
    ...problemIf(cluster !== undefined && jwt !== undefined && !jwt.issuer && !issuer && !unseen, {
      rule: "jwt-issuer-missing",
      path: [...path, "jwt"],
      at: "key",
      found: `no issuer of cluster ${text}, and none in jwt`,
    }),
    ...problemIf(compute !== "ec2" && networkPolicy !== false && jwt === undefined && !unseen, {
      rule: "network-policy-unenforced",
      path,
      at: "key",
      found: `cluster ${text} with compute: ${compute}`,
    }),
  ];
}
