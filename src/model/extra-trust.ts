import type { Path } from "../rules";
import { type Condition, type PolicyDocument, policyDocument, type Statement } from "./policy";

/** What a trust policy holds besides what lets the pod in. */
export interface ExtraTrust {
  /** Whether a primary role asks for the account that EKS acts for. */
  readonly sourceAccount: boolean | undefined;
  readonly conditions: Condition;
  readonly statements: readonly { readonly statement: Statement; readonly path: Path }[];
  /** The organization that the caller of a target role must be in. */
  readonly organization: string | undefined;
}

/**
 * The trust `document` with `conditions` and those of `extra` in each of its statements that allow something, and with the
 * further statements of `extra`.
 */
export function withExtraTrust(
  { Statement }: PolicyDocument,
  { conditions: further, statements }: ExtraTrust,
  conditions: Condition,
): PolicyDocument {
  return policyDocument(
    ...Statement.map((statement) => {
      const all = joinedConditions(statement.Condition ?? {}, conditions, further);
      return Object.keys(all).length === 0 ? statement : { ...statement, Condition: all };
    }),
    ...statements.map(({ statement }) => statement),
  );
}

/** Conditions that must all hold; no two are on one key by the same operator. */
export function joinedConditions(...all: readonly Condition[]): Condition {
  const operators = new Set(all.flatMap((conditions) => Object.keys(conditions)));
  return Object.fromEntries(
    [...operators].map((operator) => [operator, Object.assign({}, ...all.map((conditions) => conditions[operator]))]),
  );
}
