import type { Document, PairCaller } from "../../../oracle/pair";
import type { Caller } from "../../types";
import type { Accounts } from "./accounts";
import { nameOfRole } from "./bindings";
import { documentOf, EVERYTHING_ALLOWED } from "./document";
import type { RoleState } from "./snapshot";

/** The subject of a question: the signer, an AWS service, or the subject of a web identity token. */
export type Subject = Caller | Service | Federated;

export interface Service {
  readonly kind: "service";
  /** `pods.eks.amazonaws.com` */
  readonly name: string;
  /** Of the resource for which the service asks. */
  readonly sourceAccount: string;
  readonly sourceArn: string;
}

export interface Federated {
  readonly kind: "federated";
  /** ARN of the provider, in the account of the role. */
  readonly provider: string;
  /** The provider's URL without `https://`, with which its keys of conditions begin. */
  readonly issuer: string;
  /** Whom the token is about. */
  readonly token: string;
}

/** The name of a subject in the log and in errors. */
export function nameOfSubject(subject: Subject): string {
  if (subject.kind === "administrator") return subject.arn;
  if (subject.kind === "role") return subject.sessionArn;
  if (subject.kind === "service") return subject.name;
  return subject.kind === "federated" ? subject.token : "anonymous";
}

/** The subject as the question's documents name it. An administrator is a user, evaluated like a session. */
export function pairCallerOf(subject: Subject): PairCaller {
  if (subject.kind === "administrator")
    return { kind: "role", account: subject.account, roleArn: subject.arn, sessionArn: subject.arn };
  return subject;
}

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
  if (subject.kind !== "role") return NONE;
  const role: RoleState | undefined = (await accounts.roles(subject.account)).get(nameOfRole(subject.roleArn));
  const session = subject.policy === undefined ? undefined : documentOf(subject.policy);
  if (!role) return { ...NONE, session };
  return { identity: role.policies, boundary: role.boundary?.document, session, tags: role.tags };
}
