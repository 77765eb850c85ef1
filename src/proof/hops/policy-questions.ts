import { all, and, asOne, NO, nearest, not, opinion, or, type Request, type Truth, YES } from "../../iam";
import type { Role } from "../../inventory";
import { readable } from "../../unknown/symbol";
import type { Known, Reading } from "../proof-context";
import { notAllowed, type Side, type Why } from "./explain";
import { because, type Question } from "./hop";

export const statementFor = (action: string, principal: unknown): Readonly<Record<string, unknown>> => ({
  Effect: "Allow",
  Principal: principal,
  Action: action,
});

/** What a trust policy, and the resource control policies over it, say to `request`. */
export function trusting(known: Known, trust: Reading, request: Request): Truth {
  const { deny, ...taken } = opinion([trust], request);
  return and(asOne(taken), not(or(deny, opinion(known.rcps, request).deny)));
}

export function allowedBy(sources: readonly Reading[], request: Request): Why {
  const near = nearest(sources, request);
  return near && near.mismatches.length === 0
    ? {
        statement: { effect: "Allow", text: readable(near.statement.source) },
        location: (near.source as Reading).place,
      }
    : {};
}

/** One action put to a trust policy; `wanted` is the statement that would allow it, `awsError` what a user sees without it. */
export function trustQuestion(
  known: Known,
  trust: Reading,
  request: Request,
  { action, wanted, awsError }: { readonly action: string; readonly wanted: Side["wanted"]; readonly awsError: string },
): Question {
  const truth = trusting(known, trust, request);
  const denied = () => notAllowed({ label: trust.label, sources: [trust], truth, wanted }, request);
  const why = (): Why =>
    truth === YES
      ? allowedBy([trust], request)
      : {
          ...because(truth, [trust, ...known.rcps], request, denied),
          ...(truth === NO ? { awsError } : {}),
        };
  return { action, truth, why };
}

/** Whether the caller's own side permits `request`; in one account a trust that names the role itself suffices. */
export function permitting(
  known: Known,
  identity: readonly Reading[],
  limits: readonly Reading[],
  request: Request,
  trust: Reading | undefined,
): Truth {
  const mine = opinion(identity, request);
  const bounds = limits.map((limit) => opinion([limit], request));
  const limited = all(bounds, ({ direct }) => direct);
  const scp = known.scps ? opinion(known.scps, request) : undefined;
  const named = trust ? opinion([trust], request) : undefined;
  const allowed = or(and(mine.direct, limited), named ? or(named.direct, and(named.role, limited)) : NO);
  const deny = [mine, ...bounds, ...(scp ? [scp] : [])].reduce((sum: Truth, one) => or(sum, one.deny), NO);
  return and(and(allowed, scp ? scp.direct : YES), not(deny));
}

/** Which of identity policies, boundary and SCP lacks the Allow. */
export function permissionDenied(
  known: Known,
  role: Role,
  identity: readonly Reading[],
  limits: readonly Reading[],
  request: Request,
  action: string,
  resource: string,
): Why {
  const wanted = { Effect: "Allow", Action: action, Resource: readable(resource) };
  const mine = opinion(identity, request).direct;
  const label = identity.length === 1 ? (identity[0]?.label ?? "") : `the policies of ${role.resource.address}`;
  if (mine !== NO) {
    for (const limit of limits)
      if (opinion([limit], request).direct === NO)
        return notAllowed({ label: limit.label, sources: [limit], truth: NO, wanted }, request);
    if (known.scps && opinion(known.scps, request).direct === NO)
      return notAllowed({ label: "the service control policies", sources: known.scps, truth: NO, wanted }, request);
  }
  return { location: role.resource.place(), ...notAllowed({ label, sources: identity, truth: NO, wanted }, request) };
}
