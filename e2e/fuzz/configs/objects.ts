import fc from "fast-check";
import type { ConfigInput } from "../../../src/config";

const WAYS = ["terraform", "manifests", "none"] as const;

/** A configuration whose objects are made in any way: by the defaults, or as a cluster or a workload says. */
export const withObjects = (configuration: fc.Arbitrary<ConfigInput>): fc.Arbitrary<ConfigInput> =>
  fc
    .tuple(configuration, fc.option(fc.constantFrom(...WAYS)), fc.array(fc.option(fc.constantFrom(...WAYS))))
    .map(([config, all, own]) => {
      if (all === null && own.every((one) => one === null)) return config;
      const some = [...own];
      const said = <T extends object>(entries: Readonly<Record<string, T>>): Record<string, T> =>
        Object.fromEntries(
          Object.entries(entries).map(([key, entry]) => {
            const way = "kubernetes" in entry ? null : (some.pop() ?? null);
            return [key, way === null ? entry : { ...entry, kubernetes: way }];
          }),
        );
      return {
        ...config,
        defaults: { ...config.defaults, ...(all === null ? {} : { kubernetes: all }) },
        resources: Object.fromEntries(Object.entries(config.resources).map(([key, one]) => [key, named(key, one)])),
        clusters: said(config.clusters),
        workloads: said(config.workloads),
      };
    });

/** A manifest has no name that only apply knows. */
function named<Resource extends ConfigInput["resources"][string]>(key: string, resource: Resource): Resource {
  const { bucket } = resource;
  if (bucket?.prefix === undefined) return resource;
  const { prefix, ...others } = bucket;
  return {
    ...resource,
    bucket: { ...others, name: `${prefix.replace(/[^a-z0-9]+$/, "")}-${key.replaceAll("-", "")}x` },
  };
}
