import type { StackDocuments } from "../review";

/** What the trust policies and resource policies of a stack let in: each AWS principal as it is written, once. */
export const principalsOf = ({ roles, resourcePolicies }: StackDocuments): readonly string[] => {
  const documents = [...roles.map(({ trust }) => trust), ...resourcePolicies.map(({ document }) => document)];
  return [...new Set(documents.flatMap(({ json }) => statementsOf(json).flatMap(principalsIn)))];
};

/** The AWS principals of a statement, as they are written. */
export function principalsIn({ Principal: principal }: Statement): readonly string[] {
  return textsOf(isObject(principal) ? principal.AWS : principal);
}

/** ARNs of roles anywhere in a document. */
export function roleArnsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return /^arn:[\w-]+:iam::\d{12}:role\/[^*?]+$/.test(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(roleArnsIn) : [];
}

export type Statement = Readonly<Record<string, unknown>>;

export function statementsOf(document: unknown): readonly Statement[] {
  const { Statement: statements } = isObject(document) ? document : {};
  return (Array.isArray(statements) ? statements : [statements]).filter(isObject);
}

export const textsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === "string");

/** The 12 digits of the account that a principal is of. */
export const accountIn = (principal: string): string | undefined =>
  /^(?:arn:[\w-]+:(?:iam|sts)::)?(\d{12})(?:$|:)/.exec(principal)?.[1];

const isObject = (value: unknown): value is Statement =>
  typeof value === "object" && value !== null && !Array.isArray(value);
