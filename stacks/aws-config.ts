import type { ConfigMapV1 } from "@cdktf/provider-kubernetes/lib/config-map-v1";
import type { ConfigMap } from "../src/model";
import type { ClusterInStack } from "./cluster";
import { constructId, withAddress } from "./element";

/** Loaded only where a workload has several targets. */
const configMapV1 = (): typeof ConfigMapV1 => require("@cdktf/provider-kubernetes/lib/config-map-v1").ConfigMapV1;

/** A ConfigMap with an AWS config file. */
export const configMap = (
  { stack, kubernetes }: ClusterInStack,
  { address, name, namespace, file, text }: ConfigMap,
): ConfigMapV1 =>
  withAddress(
    address,
    new (configMapV1())(stack, constructId("kubernetes_config_map_v1", address), {
      provider: kubernetes,
      metadata: { name, namespace },
      data: { [file]: text },
    }),
  );
