import { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1";
import { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1";
import type { Namespace, ServiceAccount } from "../src/model";
import type { ClusterInStack } from "./cluster";
import { constructId, withAddress } from "./element";

export const namespace = ({ stack, kubernetes }: ClusterInStack, { address, name }: Namespace): NamespaceV1 =>
  withAddress(
    address,
    new NamespaceV1(stack, constructId("kubernetes_namespace_v1", address), {
      provider: kubernetes,
      metadata: { name },
    }),
  );

export const serviceAccount = ({ stack, kubernetes }: ClusterInStack, plan: ServiceAccount): ServiceAccountV1 =>
  withAddress(
    plan.address,
    new ServiceAccountV1(stack, constructId("kubernetes_service_account_v1", plan.address), {
      provider: kubernetes,
      metadata: { name: plan.name, namespace: plan.namespace, annotations: plan.annotations },
    }),
  );
