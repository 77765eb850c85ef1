import { parseArn } from "../../aws";
import { glob, literal, MAYBE, matches, NO, type Statement, sourceOf, type Truth, YES } from "../../iam";
import type { Role } from "../../inventory";
import { hasUnknown, readable } from "../../unknown/unknown-text";
import type { ProofContext, ReadDocument } from "../proof-context";
import { sessionArnOf } from "../requests/context";
import type { FinalSession } from "../requests/final-session";
import { secondCall } from "../requests/second-call";
import type { Why } from "./explain";
import { accessDenied, hopOf, type JudgedHop, type Question, reasonFor } from "./hop";
import { permissionDenied } from "./policy-questions";
import { type Judged, judgedRole, type Lead } from "./role-calls";

const ASSUME = "sts:AssumeRole";

/** The statement that allows it, or whatever else does. */
interface Allowing {
  readonly reading: Pick<ReadDocument, "location">;
  readonly statement?: Statement;
}

/** What a session may do with a role, or with all roles of a pattern. */
export interface RoleGrant {
  readonly hop: JudgedHop;
  readonly leads: readonly Lead[];
}

/** `resource` of a statement that allows sts:AssumeRole: an ARN, or a pattern. */
export function roleGrant(
  proof: ProofContext,
  session: FinalSession,
  resource: string,
  written: string,
  allowing: Allowing,
): RoleGrant {
  const isPattern = /[*?]/.test(resource);
  const named = isPattern ? undefined : proof.inventory.roleByArn(resource);
  const roles = isPattern ? rolesMatching(proof, session, resource) : named ? [named] : [];
  const own = secondCall(proof, session, { resource, account: parseArn(resource)?.account, trust: undefined }).own(
    ASSUME,
  );
  const [first, ...others] = roles.map((role) => judgedRole(proof, session, role));
  const denied = (): Why => ({
    ...reasonFor(NO, [...session.identity, ...session.guardrails, ...(proof.scps ?? [])], own.request(ASSUME), () =>
      permissionDenied(
        proof,
        session.role,
        session.identity,
        session.guardrails,
        own.request(ASSUME),
        ASSUME,
        resource,
      ),
    ),
    awsError: accessDenied("AssumeRole", sessionArnOf(session.role.arn), ASSUME, resource),
  });
  if (!first && isPattern && own.truth === YES && !hasUnknown(resource)) {
    assumeElsewhere(proof, resource, allowing);
    return { hop: hopOf("grant", written, [allowedTo(proof, [], allowing)]), leads: [] };
  }
  if (!first)
    return {
      hop: hopOf("grant", written, [
        {
          action: ASSUME,
          truth: own.truth === NO ? NO : MAYBE,
          why: own.truth === NO ? denied : () => notSeen(resource, allowing),
        },
      ]),
      leads: [],
    };
  if (!isPattern) {
    const questions = first.truth === YES ? [allowedTo(proof, [first], allowing)] : first.questions;
    return { hop: hopOf("grant", written, questions as Judged["questions"]), leads: leadsOf([first]) };
  }
  if (own.truth === NO)
    return { hop: hopOf("grant", written, [{ action: ASSUME, truth: NO, why: denied }]), leads: [] };
  const judged = [first, ...others];
  proof.warn({
    code: "resource-policy-not-seen",
    hop: "grant",
    message: `${readable(resource)} may stand for more roles than what was read`,
    fix: "Add the stack that makes it to the command line.",
    location: allowing.reading.location,
  });
  return {
    hop: hopOf("grant", written, patternQuestions(proof, judged, own.truth, resource, allowing)),
    leads: leadsOf(judged),
  };
}

/** Denied on all roles that it matches: denied; on a part: unknown. Roles of any account are more than the world shows. */
function patternQuestions(
  proof: ProofContext,
  judged: readonly Judged[],
  own: Truth,
  resource: string,
  allowing: Allowing,
): Judged["questions"] {
  const isAll = (truth: Truth) => judged.every((one) => one.truth === truth);
  const [first] = judged;
  if (isAll(YES) && own === YES) return [allowedTo(proof, judged, allowing)];
  if (isAll(NO) && /^\d{12}$/.test(parseArn(resource)?.account ?? "") && first) return first.questions;
  const names = (truth: Truth) => judged.filter((one) => one.truth === truth).map(({ role }) => readable(role.arn));
  const parts = [
    [names(YES), "is allowed"],
    [names(NO), "is not"],
    [names(MAYBE), "is not decided"],
  ] as const;
  return [
    {
      action: ASSUME,
      truth: MAYBE,
      why: () => ({
        code: "partly-allowed",
        message: `of what "${readable(resource)}" matches, ${parts.flatMap(([some, is]) => (some.length > 0 ? [`${some.join(", ")} ${is}`] : [])).join("; ")}`,
        fix: "Name the roles that are meant.",
        location: allowing.reading.location,
      }),
    },
  ];
}

const leadsOf = (judged: readonly Judged[]): readonly Lead[] =>
  judged.flatMap(({ role, truth }) => (truth === NO ? [] : [{ role, sure: truth === YES }]));

/** The question of calls that pass, with what the program has to send in them. */
function allowedTo(proof: ProofContext, judged: readonly Judged[], { reading, statement }: Allowing): Question {
  const sends = [...new Map(judged.flatMap((one) => one.sends))];
  for (const [key] of sends)
    proof.assume({
      id: "request-carries",
      subject: key,
      for: "grant",
      message: `calls of sts:AssumeRole carry the ${key} that the policies' conditions ask for`,
      location: reading.location,
    });
  return {
    action: ASSUME,
    truth: YES,
    why: () => ({
      location: reading.location,
      ...(statement ? { statement: { effect: "Allow", text: readable(sourceOf(statement)) } } : {}),
      ...(sends.length > 0
        ? {
            code: "condition-chosen",
            message: `allowed to a request with ${sends.map(([key, value]) => `${key} = ${readable(value)}`).join(" and ")}`,
          }
        : {}),
    }),
  };
}

/** A pattern is for roles that other stacks make: their trust policies have the last word, and they are not read. */
function assumeElsewhere(proof: ProofContext, resource: string, { reading: { location } }: Allowing): void {
  const subject = readable(resource);
  proof.assume({
    id: "resource-not-read",
    subject,
    for: "grant",
    message: `roles that ${subject} stands for trust the role, and whom else they trust and what they may do are as they should be: no role of what was read that a role may assume is called so. Add the stacks that make them`,
    location,
  });
}

function notSeen(resource: string, { reading }: Allowing): Why {
  const what = readable(resource);
  return {
    code: "role-not-in-world",
    message: hasUnknown(resource)
      ? `the role ${what} is not known, so neither is its trust policy, nor what it may do`
      : `${what} is not in what was read: its trust policy decides, and what it may do is not known`,
    fix: hasUnknown(resource)
      ? "Give the value that its name is made of, or prove the plan or the state."
      : "Add the stack that makes it to the command line.",
    location: reading.location,
  };
}

/** Roles of the world that a pattern names, but those that the session comes from and those that no role may assume. */
const rolesMatching = (proof: ProofContext, session: FinalSession, resource: string): readonly Role[] =>
  proof.inventory.roles.filter(
    (role) =>
      matches(glob(resource), literal(role.arn)) !== NO &&
      !session.path.includes(role.arn) &&
      mayTrustRoles(proof.read(role.trust, "trust")),
  );

/** Whether a trust policy may be about roles: one for services and identity providers alone is not. */
const mayTrustRoles = ({ policy, problem }: ReadDocument): boolean =>
  problem === undefined &&
  (policy?.statements.some(
    ({ effect, principals }) =>
      effect === "Allow" &&
      (principals === undefined || principals.negated || principals.of.some(({ type }) => type === "AWS")),
  ) ??
    true);

/** What a statement of another service's name, or of everything but some, allows of roles. */
const isBroad = ({ effect, actions }: Statement): boolean => {
  const hit = actions.of.some(({ glob: one }) => one !== undefined && matches(one, literal("sts:assumerole")) !== NO);
  return effect === "Allow" && (actions.negated ? !hit : hit && actions.of.some(({ text }) => !/^sts:/i.test(text)));
};

/**
 * Roles that the session may assume though no statement is about sts:AssumeRole by name: by one about every action, or
 * since a role of its own account names it in its trust policy.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-within-account.html
 */
export function unnamedRoleGrants(
  proof: ProofContext,
  session: FinalSession,
  known: ReadonlySet<Role>,
): { readonly grants: readonly (RoleGrant & { readonly role: Role })[]; readonly perhaps: readonly Lead[] } {
  const broad = session.identity.find(({ policy }) => policy?.statements.some(isBroad));
  const candidates = broad
    ? proof.inventory.roles.filter((role) => mayTrustRoles(proof.read(role.trust, "trust")))
    : proof.rolesNaming(session.role.arn).filter(({ account }) => account === session.role.account);
  const judged = candidates
    .filter((role) => !known.has(role) && !session.path.includes(role.arn))
    .map((role) => judgedRole(proof, session, role));
  const of = (truth: Truth) => judged.filter((one) => one.truth === truth);
  return {
    grants: of(YES).map((one) => ({
      role: one.role,
      hop: hopOf("grant", one.role.arn, [
        allowedTo(proof, [one], { reading: broad ?? proof.read(one.role.trust, "trust") }),
      ]),
      leads: leadsOf([one]),
    })),
    perhaps: leadsOf(of(MAYBE)),
  };
}
