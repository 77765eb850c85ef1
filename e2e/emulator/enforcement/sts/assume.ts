import { GetRoleCommand } from "@aws-sdk/client-iam";
import type { Clients } from "../../moto/clients";
import { AwsError, type Decision, type Keys, type RoleSession, type Subject } from "../../types";
import type { Accounts } from "../iam/accounts";
import type { SubjectAuthorizer } from "../iam/authorizer";
import { accountOfArn, nameOfRole } from "../iam/bindings";
import type { Context } from "../iam/context";
import type { Credentials } from "./credentials";
import type { SessionTags } from "./session-tags";

/** A role that is to be assumed, and with what. */
export interface Assumption {
  readonly action: "sts:AssumeRole" | "sts:AssumeRoleWithWebIdentity";
  readonly roleArn: string;
  readonly sessionName: string;
  readonly tags: SessionTags;
  /** Seconds; an hour where none is given. */
  readonly duration?: number;
  readonly externalId?: string;
  readonly sourceIdentity?: string;
  /** The text of a session policy. */
  readonly policy?: string;
  /** Keys of conditions that this request has beside those of its caller and its tags. */
  readonly context: Context;
  /** Keys that stay with the session. */
  readonly lasting?: Readonly<Record<string, string>>;
}

export interface Assumed {
  readonly keys: Keys;
  readonly session: RoleSession;
}

/** A side refused one of the actions. */
export class AssumptionRefused extends Error {
  constructor(readonly decision: Decision) {
    super(`${decision.action} on ${decision.resource} is refused`);
  }
}

const HOUR = 3600;

/** Assumes roles for callers that may. */
export class Assumptions {
  constructor(
    private readonly accounts: Accounts,
    private readonly clients: Clients,
    private readonly authorizer: SubjectAuthorizer,
    private readonly credentials: Credentials,
  ) {}

  /**
   * Asks both sides about each action that the request needs, one after the other, and makes a session.
   * @throws AssumptionRefused, AwsError ValidationError
   */
  async assume(subject: Subject, request: Assumption): Promise<Assumed> {
    const { roleArn } = request;
    const account = accountOfArn(roleArn);
    for (const [action, context] of questionsOf(request)) {
      const question = { action, resource: roleArn, resourceAccount: account, context };
      const decision = await this.authorizer.authorizeSubject(subject, question);
      if (!decision.allowed) throw new AssumptionRefused(decision);
    }
    const role = (await this.accounts.roles(account)).get(nameOfRole(roleArn));
    if (!role) throw new Error(`${roleArn} was allowed but does not exist`);
    const { sessionName, duration = HOUR, policy, sourceIdentity, tags, lasting } = request;
    await this.#checkDuration(subject, account, role.name, duration);
    const session: RoleSession = {
      kind: "role",
      account,
      roleArn,
      roleId: role.id,
      sessionName,
      sessionArn: `arn:${roleArn.split(":")[1]}:sts::${account}:assumed-role/${role.name}/${sessionName}`,
      tags: tags.tags,
      transitive: tags.transitive,
      ...(policy === undefined ? {} : { policy }),
      context: {
        "aws:TokenIssueTime": new Date().toISOString().replace(/\.\d+/, ""),
        ...(sourceIdentity === undefined ? {} : { "aws:SourceIdentity": sourceIdentity }),
        ...lasting,
      },
      expires: Date.now() + duration * 1000,
    };
    return { keys: this.credentials.issue(session), session };
  }

  /**
   * Sessions of AWS's services are not limited by the role's maximum.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html#iam-term-role-chaining
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html
   */
  async #checkDuration(subject: Subject, account: string, name: string, duration: number): Promise<void> {
    if (duration <= HOUR || subject.kind === "service") return;
    if (subject.kind === "role")
      throw new AwsError(
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
      );
    const { Role } = await this.clients.iam(account).send(new GetRoleCommand({ RoleName: name }));
    if (duration > (Role?.MaxSessionDuration ?? HOUR))
      throw new AwsError(
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
      );
  }
}

/**
 * The actions that `request` needs, with their keys of conditions: AssumeRole, TagSession where tags are passed or
 * go on from the caller's session, SetSourceIdentity. sts:ExternalId exists for AssumeRole alone.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
function questionsOf(request: Assumption): readonly (readonly [action: string, context: Context])[] {
  const { tags, transitive } = request.tags;
  const common: Context = {
    ...request.context,
    ...Object.fromEntries([...tags].map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...(tags.size > 0 ? { "aws:TagKeys": [...tags.keys()] } : {}),
    ...(transitive.size > 0 ? { "sts:TransitiveTagKeys": [...transitive] } : {}),
    ...(request.sourceIdentity === undefined ? {} : { "sts:SourceIdentity": request.sourceIdentity }),
  };
  const assume: Context = {
    ...common,
    "sts:RoleSessionName": request.sessionName,
    ...(request.externalId === undefined ? {} : { "sts:ExternalId": request.externalId }),
  };
  return [
    [request.action, assume],
    ...(tags.size > 0 ? [["sts:TagSession", common] as const] : []),
    ...(request.sourceIdentity === undefined ? [] : [["sts:SetSourceIdentity", common] as const]),
  ];
}
