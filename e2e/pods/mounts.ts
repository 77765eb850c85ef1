import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Kubernetes } from "../loader";

/** What a pod's first container is given beside what EKS injects, as manifests have it. */
export interface PodSpec {
  readonly containers: readonly {
    readonly command?: readonly string[];
    readonly env?: readonly { readonly name: string; readonly value?: string }[];
    readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
  }[];
  readonly volumes?: readonly { readonly name: string; readonly configMap?: { readonly name: string } }[];
}

/**
 * The environment of a pod's first container. Its ConfigMaps are written below `folder`, and variables that hold paths
 * of files in them hold these paths: a process here has the files of the machine, not of a container.
 * @throws Error as the kubelet words it where there is no such ConfigMap
 */
export function mountedEnv(
  kubernetes: Kubernetes,
  { cluster, namespace, folder }: { readonly cluster: string; readonly namespace: string; readonly folder: string },
  { containers: [container], volumes = [] }: PodSpec,
): Readonly<Record<string, string>> {
  const paths = (container?.volumeMounts ?? []).map(({ name, mountPath }) => {
    const configMap = volumes.find((volume) => volume.name === name)?.configMap?.name ?? name;
    const found = kubernetes.get(cluster, "ConfigMap", namespace, configMap);
    if (!found) throw new Error(`MountVolume.SetUp failed for volume "${name}" : configmap "${configMap}" not found`);
    const place = join(folder, name);
    mkdirSync(place, { recursive: true });
    for (const [file, text] of Object.entries(found.data ?? {})) writeFileSync(join(place, file), text);
    return [mountPath, place] as const;
  });
  const onMachine = (value: string): string => {
    const [path, place] = paths.find(([path]) => value.startsWith(`${path}/`)) ?? [];
    return path === undefined || place === undefined ? value : place + value.slice(path.length);
  };
  return Object.fromEntries((container?.env ?? []).map(({ name, value = "" }) => [name, onMachine(value)]));
}
