import type { ConfigMapV1 } from "@cdktf/provider-kubernetes/lib/config-map-v1";
import type { ConfigMap, MountedConfig } from "../src/model";
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

const VOLUME = "aws-config";

/**
 * What a container and its pod have beside their own for the file, whose place SDKs find in AWS_CONFIG_FILE.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
 */
export const mounted = (config: MountedConfig | undefined) =>
  config
    ? {
        env: [{ name: "AWS_CONFIG_FILE", value: `${config.folder}/${config.file}` }],
        container: { volumeMount: [{ name: VOLUME, mountPath: config.folder, readOnly: true }] },
        pod: { volume: [{ name: VOLUME, configMap: { name: config.configMap } }] },
      }
    : { env: [], container: {}, pod: {} };
