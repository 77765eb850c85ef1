import type { Access } from "./access";
import type { ReleasedObjects } from "./manifests";
import { inNamespaces } from "./placed-workload";
import { stackName } from "./stack-name";

/** What Terraform would make of a workload in a cluster, by the part of its address. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  app: ["namespace", "service_account", "deployment", "service", "network_policy", "pod_disruption_budget"],
  aws_config: ["config_map"],
  access_test: ["pod", "job"],
  s3_access_test: ["pod", "job"],
};

/** The addresses of workloads whose objects others make. */
export const releasedObjects = (accesses: readonly Access[]): readonly ReleasedObjects[] =>
  accesses
    .filter(({ objects }) => objects !== "terraform")
    .flatMap(inNamespaces)
    .map(({ cluster, namespace: { address } }) => ({
      stack: stackName(cluster.account.key, "rest"),
      addresses: Object.entries(TYPES).flatMap(([part, types]) =>
        types.map((type) => `kubernetes_${type}_v1.${address(part)}`),
      ),
    }));
