/** What a template of role names may hold in braces. */
export const PLACEHOLDERS = ["workload", "cluster", "account", "namespace", "serviceAccount"] as const;

export type PlaceholderValues = Readonly<Record<(typeof PLACEHOLDERS)[number], string>>;

/** What the texts of a backend's settings may hold in braces: each stands for the stack's. */
export const STATE_PLACEHOLDERS = ["stack", "account", "accountId", "region"] as const;

export type StateValues = Readonly<Record<(typeof STATE_PLACEHOLDERS)[number], string>>;

/** `${…}` is none. */
const PLACEHOLDER = /(?<!\$)\{(\w+)\}/g;

export const placeholdersIn = (template: string): readonly string[] =>
  [...template.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);

/** The name that a checked template gives. */
export const expanded = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(PLACEHOLDER, (written, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? written) : written,
  );
