import type { Document, PairCaller } from "../../../oracle/pair";
import type { Outsider, Subject } from "../../types";
import type { Accounts } from "./accounts";
import { nameOfRole } from "./bindings";
import { documentOf, EVERYTHING_ALLOWED } from "./document";
import type { RoleState } from "./snapshot";

/** The name of a subject in the log and in errors. */
export function nameOfSubject(subject: Subject): string {
  if (subject.kind === "administrator" || subject.kind === "outsider") return subject.arn;
  if (subject.kind === "role") return subject.sessionArn;
  if (subject.kind === "service") return subject.name;
  return subject.kind === "federated" ? subject.token : "anonymous";
}

/** The subject as the question's documents name it. An administrator is a user, evaluated like a session. */
export function pairCallerOf(subject: Subject): PairCaller {
  if (subject.kind === "administrator")
    return { kind: "role", account: subject.account, roleArn: subject.arn, sessionArn: subject.arn };
  if (subject.kind === "outsider")
    return { kind: "role", account: subject.account, roleArn: subject.arn, sessionArn: sessionArnOf(subject) };
  return subject;
}

const sessionArnOf = ({ arn, account, sessionName }: Outsider): string =>
  sessionName === undefined
    ? arn
    : `arn:${arn.split(":")[1]}:sts::${account}:assumed-role/${nameOfRole(arn)}/${sessionName}`;

/** What the caller's own account gives it. */
export interface OwnPolicies {
  readonly identity: readonly Document[];
  readonly boundary: Document | undefined;
  readonly session: Document | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

const NONE: OwnPolicies = { identity: [], boundary: undefined, session: undefined, tags: new Map() };

export async function ownPoliciesOf(subject: Subject, accounts: Accounts): Promise<OwnPolicies> {
  if (subject.kind === "administrator") return { ...NONE, identity: [EVERYTHING_ALLOWED] };
  if (subject.kind === "outsider") {
    const { account, arn, tags = NONE.tags, permissions } = subject;
    if (permissions !== "own") return { ...NONE, identity: permissions === "all" ? [EVERYTHING_ALLOWED] : [], tags };
    const own = (await accounts.roles(account)).get(nameOfRole(arn));
    if (!own) return { ...NONE, tags };
    return {
      identity: own.policies,
      boundary: own.boundary?.document,
      session: undefined,
      tags: new Map([...own.tags, ...tags]),
    };
  }
  if (subject.kind !== "role") return NONE;
  const role: RoleState | undefined = (await accounts.roles(subject.account)).get(nameOfRole(subject.roleArn));
  const session = subject.policy === undefined ? undefined : documentOf(subject.policy);
  if (!role) return { ...NONE, session };
  return { identity: role.policies, boundary: role.boundary?.document, session, tags: role.tags };
}
