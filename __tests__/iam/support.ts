import {
  type ApplicablePolicies,
  decide,
  literal,
  type Policy,
  type PolicyKind,
  type Request,
  readPolicy,
  type Truth,
} from "../../src/iam";

export const NO = 0;
export const MAYBE = 1;
export const YES = 2;

export type StatementJson = Readonly<Record<string, unknown>>;

/** The policy with `statements`; throws where it is refused. */
export function policy(kind: PolicyKind, ...statements: readonly StatementJson[]): Policy {
  const reading = readPolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }), kind);
  if (!reading.policy) throw new Error(`${reading.problem.pointer}: ${reading.problem.message}`);
  return reading.policy;
}

export const PRIMARY = "arn:aws:iam::111111111111:role/primary";
export const SESSION = "arn:aws:sts::111111111111:assumed-role/primary/eks-api";

type Documents = StatementJson | readonly StatementJson[];

/** A question of the role `primary` in account 111111111111, unless it says otherwise. */
export interface Question {
  readonly action: string;
  readonly resource?: string;
  readonly caller?: Request["caller"];
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  readonly identity?: Documents;
  readonly boundary?: Documents;
  readonly session?: Documents;
  readonly trust?: Documents;
  readonly resourcePolicy?: Documents;
  readonly key?: Documents;
  readonly scp?: Documents;
  readonly rcp?: Documents;
  /** The resource belongs to another account than the caller. */
  readonly across?: boolean;
}

/** How our evaluator answers `question`. */
export function answer(question: Question): Truth {
  const { action, resource, caller, context = {}, trust, key, resourcePolicy, across = false } = question;
  const source = (documents: Documents | undefined, kind: PolicyKind) =>
    documents ? [{ policy: policy(kind, ...[documents].flat()), label: kind }] : [];
  const values = new Map(
    Object.entries(context).map(([name, value]) => [name.toLowerCase(), [value].flat().map(literal)]),
  );
  const sides: ApplicablePolicies = {
    identity: source(question.identity, "identity"),
    guardrails: [...source(question.boundary, "identity"), ...source(question.session, "identity")],
    bounded: question.boundary !== undefined,
    resource: [...source(trust, "trust"), ...source(key ?? resourcePolicy, "resource")].slice(0, 1),
    service: question.scp && source(question.scp, "organisation"),
    resourceControl: source(question.rcp, "resource-control"),
    sameAccount: !across,
    resourceDecides: trust !== undefined || key !== undefined,
  };
  return decide(sides, {
    action: literal(action.toLowerCase()),
    resource: resource === undefined ? undefined : literal(resource),
    caller: caller ?? {
      kind: "role",
      account: "111111111111",
      roleArn: literal(PRIMARY),
      sessionArn: literal(SESSION),
    },
    context: (name) => values.get(name) ?? [],
  });
}
