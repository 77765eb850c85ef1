import { evaluatePolicies, NO, nearest, type Request, sourceOf, YES } from "../../iam";
import type { Role } from "../../inventory";
import { readable } from "../../unknown/unknown-text";
import type { ProofContext, ReadDocument } from "../proof-context";
import { trustAllows } from "../requests/decide";
import { askedOf } from "./asked";
import { type LackingAllow, notAllowed, type Why } from "./explain";
import { type Question, reasonFor } from "./hop";

export const statementFor = (action: string, principal: unknown): Readonly<Record<string, unknown>> => ({
  Effect: "Allow",
  Principal: principal,
  Action: action,
});

export function allowedBy(sources: readonly ReadDocument[], request: Request): Why {
  const near = nearest(sources, request);
  return near && near.mismatches.length === 0
    ? {
        statement: { effect: "Allow", text: readable(sourceOf(near.statement)) },
        location: (near.source as ReadDocument).location,
      }
    : {};
}

/** One action put to a trust policy; `wanted` is the statement that would allow it, `awsError` what a user sees without it. */
export function trustQuestion(
  proof: ProofContext,
  trust: ReadDocument,
  request: Request,
  {
    action,
    wanted,
    awsError,
  }: { readonly action: string; readonly wanted: LackingAllow["wanted"]; readonly awsError: string },
): Question {
  const truth = trustAllows(proof, trust, request);
  const denied = () => notAllowed({ side: "trust", label: trust.label, sources: [trust], action, wanted }, request);
  const why = (): Why =>
    truth === YES
      ? allowedBy([trust], request)
      : {
          ...reasonFor(truth, [trust, ...proof.rcps], request, denied),
          ...(truth === NO ? { awsError } : {}),
        };
  const asked = () => [
    askedOf(action, request, truth, [
      ["trust policy", [trust]],
      ["resource control policy", proof.rcps],
    ]),
  ];
  return { action, truth, why, asked };
}

/** Which of identity policies, boundary and SCP lacks the Allow. */
export function permissionDenied(
  proof: ProofContext,
  role: Role,
  identity: readonly ReadDocument[],
  guardrails: readonly ReadDocument[],
  request: Request,
  action: string,
  resource: string,
): Why {
  const wanted = { Effect: "Allow", Action: action, Resource: resource };
  const mine = evaluatePolicies(identity, request).direct;
  const label = identity.length === 1 ? (identity[0]?.label ?? "") : `the policies of ${role.resource.address}`;
  if (mine !== NO) {
    for (const limit of guardrails)
      if (evaluatePolicies([limit], request).direct === NO)
        return notAllowed({ side: "limit", label: limit.label, sources: [limit], action, wanted }, request);
    if (proof.scps && evaluatePolicies(proof.scps, request).direct === NO)
      return notAllowed(
        { side: "limit", label: "the service control policies", sources: proof.scps, action, wanted },
        request,
      );
  }
  return {
    location: role.resource.location(),
    ...notAllowed({ side: "identity", label, sources: identity, action, wanted }, request),
  };
}
