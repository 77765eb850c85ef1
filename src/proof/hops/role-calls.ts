import { MAYBE, NO, type Truth, YES } from "../../iam";
import type { Effect, Role } from "../../inventory";
import { readable } from "../../unknown/unknown-text";
import { fixBy } from "../fix-by";
import type { ProofContext, ReadDocument } from "../proof-context";
import { sessionArnOf } from "../requests/context";
import type { FinalSession } from "../requests/final-session";
import { type CallAction, type SecondCall, secondCall } from "../requests/second-call";
import { reasonOf } from "./effect-reason";
import { explicitDeny, malformed, notAllowed, type Why } from "./explain";
import { accessDenied, type Question, reasonFor } from "./hop";
import { areApart } from "./partitions";
import { permissionDenied, statementFor } from "./policy-questions";
import { assumeRaised } from "./raised-quotas";
import { refused } from "./refusal-code";

const ASSUME = "sts:AssumeRole";
const TAG = "sts:TagSession";

/** A role of the world that a session may go on to; not `sure`: it is not decided whether it may. */
export interface Lead {
  readonly role: Role;
  readonly sure: boolean;
}

/** How it is decided whether a session may assume `role`. */
export interface Judged {
  readonly role: Role;
  readonly truth: Truth;
  readonly questions: readonly [Question, ...Question[]];
  readonly sends: SecondCall["whole"]["sends"];
}

/** Whether `session` may assume `role`, both sides judged. */
export function judgedRole(proof: ProofContext, session: FinalSession, role: Role): Judged {
  const plain = (truth: Truth, why: Why): Judged => ({
    role,
    truth,
    questions: [{ action: ASSUME, truth, why: () => why }],
    sends: [],
  });
  if (areApart(session.role, role))
    return plain(NO, {
      code: "other-partition",
      message: `${readable(role.arn)} is in another partition than ${readable(session.role.arn)}: no role is assumed across partitions`,
      awsError: accessDenied("AssumeRole", sessionArnOf(session.role.arn), ASSUME, role.arn),
      fix: "Use a role of the same partition.",
      location: role.resource.location(),
    });
  if (role.refusal) return plain(NO, refused(role.refusal));
  const trust = proof.read(role.trust, "trust");
  const unsaved = malformed(trust);
  if (unsaved) return plain(NO, unsaved);
  const call = secondCall(proof, session, { resource: role.arn, account: role.account, trust });
  const { truth, sends } = call.whole;
  if (truth !== NO) assumeRaised(proof, role, "trust", "grant");
  if (truth === YES) {
    const doubt = doubtAbout(proof, role);
    return doubt
      ? plain(MAYBE, doubt)
      : { role, truth, sends, questions: [{ action: ASSUME, truth, why: () => ({}) }] };
  }
  const sides: Sides = { proof, session, role, trust, call };
  const assume = question(sides, ASSUME, call.alone(ASSUME).truth);
  const admitting = assume.truth === NO && assume.why().lacking?.every(({ side }) => side === "trust") === true;
  const admits = admitting ? effectOn(proof, role, "refuses") : undefined;
  if (admits) return plain(MAYBE, admits);
  if (!session.tags) return { role, truth, sends, questions: [truth === NO ? assume : question(sides, ASSUME, truth)] };
  const tag = question(sides, TAG, call.alone(TAG).truth);
  // whether AWS asks for it is not documented where the tags are inherited and not passed
  const inherited: Question =
    assume.truth === NO
      ? tag
      : {
          action: ASSUME,
          truth: tag.truth === NO ? MAYBE : tag.truth,
          why: tag.truth === NO ? () => tagsInherited(tag) : tag.why,
        };
  const rest: readonly Question[] =
    assume.truth === YES && inherited.truth === YES ? [question(sides, ASSUME, MAYBE)] : [];
  return { role, truth: assume.truth === NO ? NO : MAYBE, sends, questions: [assume, inherited, ...rest] };
}

/** What in the world could change who may assume `role`, and whether it is there at all. */
function doubtAbout(proof: ProofContext, role: Role): Why | undefined {
  const { indefinite, address } = role.resource;
  if (indefinite !== undefined)
    return {
      code: "role-not-known",
      message: `${address}: ${indefinite.reason}`,
      ...fixBy(indefinite.advice, "Give the value with --var, or prove the plan or the state."),
      location: role.resource.location(),
    };
  return effectOn(proof, role, "admits");
}

/** What is not read and could change the trust policy of `role`, otherwise than by what `harmless` is. */
function effectOn(proof: ProofContext, role: Role, harmless: Effect["change"]): Why | undefined {
  const effect = proof.inventory.effects
    .onRole(role)
    .find(({ trust, services, change }) => trust && services === undefined && change !== harmless);
  return (
    effect && {
      code: effect.module ? "module-given" : "type-not-read",
      message: reasonOf(effect),
      ...fixBy(effect.advice),
      location: effect.location,
    }
  );
}

interface Sides {
  readonly proof: ProofContext;
  readonly session: FinalSession;
  readonly role: Role;
  readonly trust: ReadDocument;
  readonly call: SecondCall;
}

const question = (sides: Sides, action: CallAction, truth: Truth): Question => ({
  action,
  truth,
  why: () => whyNot(sides, action, truth),
});

function whyNot({ proof, session, role, trust, call }: Sides, action: CallAction, truth: Truth): Why {
  const { identity, guardrails } = session;
  const mine = [...identity, ...guardrails, ...(proof.scps ?? [])];
  const theirs = [trust, ...proof.rcps];
  const request = call.alone(action).request(action);
  if (truth === YES) return {};
  if (truth === MAYBE) return reasonFor(MAYBE, [...theirs, ...mine], request, () => ({}));
  const why =
    call.own(action).truth === NO
      ? (explicitDeny(mine, request) ??
        permissionDenied(proof, session.role, identity, guardrails, request, action, role.arn))
      : (explicitDeny(theirs, request) ??
        notAllowed(
          {
            side: "trust",
            label: trust.label,
            sources: [trust],
            action,
            wanted: statementFor(action, { AWS: session.role.arn }),
            bySdk: true,
          },
          request,
        ));
  return { ...why, awsError: accessDenied("AssumeRole", sessionArnOf(session.role.arn), action, role.arn) };
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining */
function tagsInherited(tag: Question): Why {
  const { message = "it is not allowed", location } = tag.why();
  return {
    code: "transitive-tags",
    message: `the session has inherited EKS's transitive tags, and sts:TagSession is not allowed with sts:AssumeRole: ${message}`,
    fix: "Allow sts:TagSession beside sts:AssumeRole, in the caller's policy and in the role's trust policy.",
    ...(location ? { location } : {}),
  };
}
