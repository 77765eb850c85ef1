/** One question to IAM with every policy that decides it, as plain documents that each evaluator can read. */
export interface Pair {
  readonly scenario: string;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly caller: PairCaller;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  readonly identity: readonly Document[];
  readonly boundary: Document | undefined;
  readonly session: Document | undefined;
  readonly resourcePolicy: Document | undefined;
  /** Trust and key policies decide even inside one account. */
  readonly resourceDecides: boolean;
  readonly scps: readonly Document[] | undefined;
  readonly rcps: readonly Document[];
}

export type PairCaller =
  | { readonly kind: "role"; readonly account: string; readonly roleArn: string; readonly sessionArn: string }
  | { readonly kind: "service"; readonly name: string }
  | { readonly kind: "federated"; readonly provider: string }
  | { readonly kind: "anonymous" };

export interface Document {
  readonly Version: string;
  readonly Statement: readonly StatementJson[];
}

export type OneOrMore = string | readonly string[];
export type ConditionJson = Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;

export interface StatementJson {
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, OneOrMore>>;
  readonly NotPrincipal?: Readonly<Record<string, OneOrMore>>;
  readonly Action?: OneOrMore;
  readonly NotAction?: OneOrMore;
  readonly Resource?: OneOrMore;
  readonly NotResource?: OneOrMore;
  readonly Condition?: ConditionJson;
}

export const listOf = (value: OneOrMore | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;

/** Every document of `pair`. */
export const documentsOf = (pair: Pair): readonly Document[] => [
  ...pair.identity,
  ...[pair.boundary, pair.session, pair.resourcePolicy].filter((d) => d !== undefined),
  ...(pair.scps ?? []),
  ...pair.rcps,
];

/** `pair` with each document put through `change`. */
function mapDocuments(pair: Pair, change: (document: Document) => Document): Pair {
  const each = (d: Document | undefined) => (d ? change(d) : undefined);
  return {
    ...pair,
    identity: pair.identity.map(change),
    boundary: each(pair.boundary),
    session: each(pair.session),
    resourcePolicy: each(pair.resourcePolicy),
    scps: pair.scps?.map(change),
    rcps: pair.rcps.map(change),
  };
}

export const mapStatements = (pair: Pair, change: (s: StatementJson, d: Document) => StatementJson): Pair =>
  mapDocuments(pair, (d) => ({ ...d, Statement: d.Statement.map((s) => change(s, d)) }));

/** `pair` with each value list of each condition put through `change`; undefined removes the key's test. */
export const mapConditions = (
  pair: Pair,
  change: (operator: string, values: readonly string[], document: Document) => readonly string[] | undefined,
): Pair =>
  mapStatements(pair, (statement, document) => {
    if (!statement.Condition) return statement;
    const operators = Object.entries(statement.Condition).map(([operator, keys]) => {
      const kept = Object.entries(keys).flatMap(([key, value]) => {
        const values = change(operator, listOf(value), document);
        return values ? [[key, values] as const] : [];
      });
      return [operator, Object.fromEntries(kept)] as const;
    });
    return { ...statement, Condition: Object.fromEntries(operators) };
  });
