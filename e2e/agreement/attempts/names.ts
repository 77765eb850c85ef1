import type { World } from "../../../src/terraform";
import type { Environment } from "../environment";

/** A policy document of the world, with real values, and the account and address of what has it. */
export interface NamedDocument {
  readonly account: string;
  readonly type: string;
  readonly text: string;
}

/** Everything that the documents of a world name, by what it is. */
export interface Names {
  readonly documents: readonly NamedDocument[];
  /** 12 digits. */
  readonly accounts: readonly string[];
  /** ARNs of roles, and of users. */
  readonly roles: readonly string[];
  readonly users: readonly string[];
  /** Names of sessions by their role. */
  readonly sessions: readonly string[];
  readonly services: readonly string[];
  /** ARNs of identity providers. */
  readonly providers: readonly string[];
  /** Values that conditions compare a key with; the key in lower case. */
  values(key: string): readonly string[];
  /** Keys of conditions that begin so, in lower case, without it. */
  keysAfter(prefix: string): readonly string[];
}

const POLICIES = ["assume_role_policy", "policy", "resource_policy"] as const;

/** Reads every document of `world`; one whose values do not exist is left out. */
export function namesIn({ stacks }: World, environment: Environment): Names {
  const documents: NamedDocument[] = [];
  for (const { resources } of stacks)
    for (const one of resources)
      for (const attribute of POLICIES) {
        const text = one.mode === "managed" && one.type.startsWith("aws_") ? one.get(attribute) : undefined;
        if (typeof text !== "string" || !text.startsWith("{")) continue;
        try {
          documents.push({ account: one.account, type: one.type, text: environment.resolve(text) });
        } catch {
          // what it needs was refused
        }
      }
  const all = documents.map(({ text }) => text).join("\n");
  const found = (pattern: RegExp) => [...new Set(all.match(pattern) ?? [])];
  const values = new Map<string, Set<string>>();
  for (const { text } of documents) collect(parsed(text), values);
  const accounts = new Set([...found(/(?<=[":])\d{12}(?=[":])/g), ...stacks.flatMap(({ account }) => account ?? [])]);
  return {
    documents,
    accounts: [...accounts].filter((account) => /^\d{12}$/.test(account)),
    roles: found(/arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+/g),
    users: found(/arn:[\w-]+:iam::\d{12}:user\/[\w+=,.@/-]+/g),
    sessions: found(/(?<=:assumed-role\/[\w+=,.@-]+\/)[\w+=,.@-]+/g),
    services: found(/(?<=")[\w.-]+\.amazonaws\.com(?:\.cn)?(?=")/g),
    providers: found(/arn:[\w-]+:iam::\d{12}:(?:oidc|saml)-provider\/[\w.:/-]+/g),
    values: (key) => [...(values.get(key) ?? [])],
    keysAfter: (prefix) =>
      [...values.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)),
  };
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

function collect(document: unknown, values: Map<string, Set<string>>): void {
  if (typeof document !== "object" || document === null) return;
  const statements = [(document as { Statement?: unknown }).Statement].flat();
  for (const statement of statements) {
    const condition = (statement as { Condition?: unknown } | undefined)?.Condition;
    if (typeof condition !== "object" || condition === null) continue;
    for (const keys of Object.values(condition))
      for (const [key, compared] of Object.entries((keys ?? {}) as object)) {
        const known = values.get(key.toLowerCase()) ?? new Set();
        for (const value of [compared].flat()) if (typeof value === "string") known.add(value);
        values.set(key.toLowerCase(), known);
      }
  }
}

/** `value` and texts near it: a character more, less or other, in front and behind; of a pattern, some that it matches. */
export function neighbours(value: string): readonly string[] {
  const plain = value.replaceAll(/\$\{[^}]*\}/g, "x");
  const some = [plain.replaceAll(/[*?]/g, "z"), plain.replaceAll("*", "").replaceAll("?", "z")];
  return [
    ...new Set(
      some.flatMap((text) => [
        text,
        `${text}2`,
        `x${text}`,
        text.slice(0, -1),
        `${text.slice(0, -1)}${text.endsWith("q") ? "r" : "q"}`,
      ]),
    ),
  ].filter((text) => text !== "");
}
