import {
  type ApplicablePolicies,
  and,
  decide,
  MAYBE,
  or,
  type Policy,
  type Request,
  readPolicy,
  type Truth,
} from "../../iam";
import type { ProofContext, ReadDocument } from "../proof-context";

// Every question goes through iam's `decide`; these say which policies apply to it.

const NO_LOCATION = { file: "", pointer: "", line: 0 };

const allowing = (principal: object, kind: "identity" | "resource"): Policy | undefined =>
  readPolicy(
    JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "*", Resource: "*", ...principal },
    }),
    kind,
  ).policy;

/** A caller with every permission of its own account: what intruders are taken to have. */
export const EVERY_PERMISSION: ReadDocument = {
  policy: allowing({}, "identity"),
  label: "every permission",
  location: NO_LOCATION,
};

/** A resource that lets everybody in: a question about the caller's own side. */
const EVERYBODY: ReadDocument = {
  policy: allowing({ Principal: "*" }, "resource"),
  label: "every caller",
  location: NO_LOCATION,
};

/** The applicable policies of a question to a role's trust policy alone; the caller has every permission. */
const trustSide = (proof: ProofContext, trust: ReadDocument): ApplicablePolicies => ({
  identity: [EVERY_PERMISSION],
  guardrails: [],
  resource: [trust],
  service: undefined,
  resourceControl: proof.rcps,
  sameAccount: false,
  resourceDecides: true,
  bounded: false,
});

/** Whether a trust policy, and the resource control policies over it, allow `request`. */
export const trustAllows = (proof: ProofContext, trust: ReadDocument, request: Request): Truth =>
  decide(trustSide(proof, trust), request);

/** The caller's own side. */
export interface CallerSide {
  readonly identity: readonly ReadDocument[];
  /** Permissions boundary and session policy. */
  readonly guardrails: readonly ReadDocument[];
}

/**
 * Whether the caller's own side allows `request`; `trust` is the role's trust policy where caller and role share an
 * account: naming the role itself then suffices.
 */
export function callerAllowed(
  proof: ProofContext,
  { identity, guardrails }: CallerSide,
  request: Request,
  trust: ReadDocument | undefined,
): Truth {
  const own = (resource: readonly ReadDocument[], sameAccount: boolean): Truth =>
    decide(
      {
        identity,
        guardrails,
        resource,
        service: proof.scps,
        resourceControl: [],
        sameAccount,
        resourceDecides: false,
        bounded: false,
      },
      request,
    );
  if (!trust) return own([EVERYBODY], false);
  const allowed = trust.policy?.statements.filter(({ effect }) => effect === "Allow");
  // The trust's own Denies are the matter of its own hop.
  if (allowed) return own([{ ...trust, policy: { statements: allowed } }], true);
  return or(own([EVERYBODY], false), and(MAYBE, own([EVERYBODY], true)));
}

/** What an organisation's service control policies allow to a caller in one of its accounts. */
export const withinServiceControl = (proof: ProofContext, request: Request): Truth =>
  decide(
    {
      identity: [EVERY_PERMISSION],
      guardrails: [],
      resource: [EVERYBODY],
      service: proof.scps,
      resourceControl: [],
      sameAccount: false,
      resourceDecides: false,
      bounded: false,
    },
    request,
  );
