import type { Json } from "../settings";

/** Terraform's names of lists, which manifests have in the plural. */
const PLURALS: Readonly<Record<string, string>> = {
  container: "containers",
  init_container: "initContainers",
  port: "ports",
  volume: "volumes",
  volume_mount: "volumeMounts",
  toleration: "tolerations",
  topology_spread_constraint: "topologySpreadConstraints",
};

/** Nested blocks that are lists in manifests though their name is singular. */
const LISTS: ReadonlySet<string> = new Set([
  "env",
  "env_from",
  "args",
  "command",
  "add",
  "drop",
  "from",
  "ingress",
  "match_label_keys",
  "policy_types",
  "ports",
  ...Object.keys(PLURALS),
]);

/** Maps whose keys are the user's. */
const MAPS: ReadonlySet<string> = new Set([
  ...["labels", "annotations", "match_labels", "node_selector"],
  ...["limits", "requests"],
]);

/** A Terraform block as the manifest of an object has it: names in camelCase, single blocks as objects. */
export function manifestOf(value: Json, name = ""): Json {
  if (isList(value)) {
    const [only] = value;
    if (LISTS.has(name)) return value.map((one) => manifestOf(one));
    const block = value.length === 1 && typeof only === "object" && only !== null && !isList(only);
    return block ? manifestOf(only, name) : value.map((one) => manifestOf(one));
  }
  if (typeof value !== "object" || value === null) return value;
  if (MAPS.has(name)) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== null);
  // a service's selector is a map, a deployment's a block
  const object = Object.fromEntries(
    entries.map(([key, one]) => {
      // a probe's port is one value, a container's are blocks
      const plural = typeof one === "object" && Object.hasOwn(PLURALS, key) ? PLURALS[key] : undefined;
      const made = manifestOf(one, key);
      return [plural ?? camelCase(key), plural !== undefined && !isList(made) ? [made] : made];
    }),
  );
  return object;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const camelCase = (name: string): string => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
