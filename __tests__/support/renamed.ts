/** Plain data of YAML. */
export type Data = { readonly [key: string]: unknown };

const SECTIONS = ["clusters", "resources", "primaryRoles", "policies", "workloads"];

const isData = (value: unknown): value is Data => typeof value === "object" && value !== null && !Array.isArray(value);
const keysOf = (value: unknown): readonly string[] => (isData(value) ? Object.keys(value) : []);
const under = (value: unknown, key: string): unknown => (isData(value) ? value[key] : undefined);

/** Every key of a configuration that is part of addresses, but those that accounts have too. */
export function keysIn(config: Data): readonly string[] {
  const targets = Object.values(isData(config.workloads) ? config.workloads : {}).flatMap((workload) => [
    ...keysOf(under(workload, "targets")),
    ...keysOf(under(workload, "clusters")).flatMap((key) =>
      keysOf(under(under(under(workload, "clusters"), key), "targets")),
    ),
  ]);
  const keys = new Set([...SECTIONS.flatMap((section) => keysOf(config[section])), ...targets]);
  return [...keys].filter((key) => !keysOf(config.accounts).includes(key));
}

/**
 * The configuration with other keys, wherever a text is just that key, as a search in an editor would change it; each entry
 * says what it was called.
 */
export function withKeys(config: Data, renamed: ReadonlyMap<string, string>): Data {
  const change = (value: unknown, areEntries: boolean): unknown => {
    if (typeof value === "string") return renamed.get(value) ?? value;
    if (Array.isArray(value)) return value.map((one) => change(one, false));
    if (!isData(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        if (key === "preset") return [key, inner];
        const changed = change(inner, key === "targets");
        const to = renamed.get(key);
        return [
          to ?? key,
          areEntries && to !== undefined && isData(changed) ? { ...changed, renamedFrom: key } : changed,
        ];
      }),
    );
  };
  return Object.fromEntries(
    Object.entries(config).map(([section, entries]) => [section, change(entries, SECTIONS.includes(section))]),
  );
}
