/** What a template of role names may hold in braces. */
export const PLACEHOLDERS = ["workload", "cluster", "account", "namespace", "serviceAccount"] as const;

export type PlaceholderValues = Readonly<Record<(typeof PLACEHOLDERS)[number], string>>;

const PLACEHOLDER = /\{(\w+)\}/g;

export const placeholdersIn = (template: string): readonly string[] =>
  [...template.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);

/** The name that a checked template gives. */
export const expanded = (template: string, values: PlaceholderValues): string =>
  template.replace(PLACEHOLDER, (written, name: string) =>
    Object.hasOwn(values, name) ? values[name as keyof PlaceholderValues] : written,
  );
