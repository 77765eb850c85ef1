import type { App } from "cdktf";
import type { RestStack } from "../src/model";
import { accessCheck } from "./access-check";
import { AccountScopedStack } from "./account-scoped";
import { configMap } from "./aws-config";
import { cluster } from "./cluster";
import { deployment } from "./deployment";
import { handover } from "./handover";
import { attachedPolicy } from "./iam";
import { namespace, serviceAccount } from "./kubernetes";
import { association, podIdentityAgent } from "./pod-identity";
import { resourcePolicy } from "./services";
import { requireProvider } from "./versions";

/** `account-a-rest`: what primary roles may assume, what resources grant other accounts, associations, Kubernetes objects. */
export class ClusterStack extends AccountScopedStack {
  constructor(app: App, plan: RestStack, statePath: (stack: string) => string) {
    super(app, plan, statePath);
    const { namespaces, configMaps, serviceAccounts, checks, deployments } = plan;
    const usesKubernetes = [namespaces, configMaps, serviceAccounts, checks, deployments].some(
      (objects) => objects.length > 0,
    );
    if (usesKubernetes) requireProvider(this, "kubernetes");
    const clusters = new Map(
      plan.clusters.map((planned) => [planned.key, cluster(this, planned, plan, usesKubernetes)]),
    );
    const on = <T extends { readonly cluster: string }>(
      objects: readonly T[],
      make: (at: NonNullable<ReturnType<typeof clusters.get>>, object: T) => void,
    ): void => {
      for (const object of objects) {
        const at = clusters.get(object.cluster);
        if (!at) throw new Error(`no cluster ${object.cluster}`);
        make(at, object);
      }
    };
    for (const policy of plan.policies) attachedPolicy(this, policy);
    for (const policy of plan.resourcePolicies) resourcePolicy(this, policy);
    for (const source of plan.handovers) handover(this, source, plan.backend, statePath);
    on(plan.namespaces, namespace);
    on(plan.configMaps, configMap);
    on(plan.serviceAccounts, serviceAccount);
    on(plan.associations, association);
    for (const at of clusters.values())
      if (plan.associations.some(({ cluster: key }) => key === at.plan.key)) podIdentityAgent(at);
    on(plan.checks, accessCheck);
    on(plan.deployments, deployment);
  }
}
