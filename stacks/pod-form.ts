import type { PodSpec } from "../src/manifests";

/** A pod in the words of Terraform's provider, which calls each list by one of its elements. */
export const podForm = ({ containers, volumes, topologySpreadConstraints: constraints, ...pod }: PodSpec) => ({
  ...pod,
  ...(constraints
    ? { topologySpreadConstraint: constraints.map((one) => ({ ...one, labelSelector: [one.labelSelector] })) }
    : {}),
  container: containers.map(({ ports, volumeMounts, ...container }) => ({
    ...container,
    ...(ports ? { port: ports } : {}),
    ...(volumeMounts ? { volumeMount: volumeMounts } : {}),
  })),
  ...(volumes ? { volume: volumes } : {}),
});
