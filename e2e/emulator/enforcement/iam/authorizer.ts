import type { Document, Pair } from "../../../oracle/pair";
import type { Caller, Decision, Organisation, Question, Subject } from "../../types";
import type { Authorizer } from "../enforcement";
import type { Accounts } from "./accounts";
import { accountOfArn, isRoleArn, nameOfRole, type RoleIds, withIds } from "./bindings";
import { contextOf } from "./context";
import { decide } from "./decide";
import type { DecisionLog } from "./decision-log";
import { denied } from "./denied";
import { NOTHING_ALLOWED } from "./document";
import type { ResourcePolicies } from "./resource-policies";
import { nameOfSubject, ownPoliciesOf, pairCallerOf } from "./subject";

/** Decides questions about subjects of every kind. */
export interface SubjectAuthorizer {
  /** Decides, and appends to the log. */
  authorizeSubject(subject: Subject, question: Question): Promise<Decision>;
}

interface Governing {
  readonly document: Document | undefined;
  readonly ids: RoleIds;
  /** Trust and key policies decide even inside one account. */
  readonly decides: boolean;
  readonly restrictPublicBucket: boolean;
}

/** KMS's default: the account's own policies decide. */
const ofAccount = (account: string): Document => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: account }, Action: "kms:*", Resource: "*" }],
});

/**
 * Prevents locking an account out of its bucket: whatever the policy denies, the account's root user may read, replace and
 * delete it. Here the administrator, otherwise a user, may too.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
 */
const isOwnersExit = (subject: Subject, { action, resourceAccount }: Question): boolean =>
  subject.kind === "administrator" &&
  subject.account === resourceAccount &&
  /^s3:(Get|Put|Delete)BucketPolicy$/.test(action);

const ofRole = (subject: Subject): Caller | undefined => (subject.kind === "role" ? subject : undefined);

/** An outsider is whom its name stands for now: of the names that were saved with ids, its own means it. */
function idsFor(subject: Subject, ids: RoleIds): RoleIds {
  const { kind } = subject;
  if (kind !== "outsider") return ids;
  const { roleArn, sessionArn } = pairCallerOf(subject) as { roleArn?: string; sessionArn?: string };
  return new Map([...ids].filter(([name]) => name !== roleArn && name !== sessionArn));
}

export function makeAuthorizer(
  accounts: Accounts,
  policies: ResourcePolicies,
  log: DecisionLog,
  organisation: () => Organisation | undefined,
): Authorizer & SubjectAuthorizer {
  async function governing({ action, resource, resourceAccount }: Question): Promise<Governing> {
    if (isRoleArn(resource) && action.toLowerCase().startsWith("sts:")) {
      const role = (await accounts.roles(accountOfArn(resource))).get(nameOfRole(resource));
      // A missing role is refused like one with an empty trust policy.
      const document = role?.arn === resource ? role.trust : NOTHING_ALLOWED;
      return { document, ids: role?.trustIds ?? new Map(), decides: true, restrictPublicBucket: false };
    }
    const { document, ids, restrictPublicBucket } = await policies.of(resource, resourceAccount);
    const key = /:kms:.*:key\//.test(resource);
    // For a missing key, callers of its own account get moto's error.
    return {
      document: document ?? (key ? ofAccount(resourceAccount) : undefined),
      ids,
      decides: key,
      restrictPublicBucket,
    };
  }

  async function authorizeSubject(subject: Subject, question: Question): Promise<Decision> {
    const [own, resource] = await Promise.all([ownPoliciesOf(subject, accounts), governing(question)]);
    const bound = resource.document && withIds(resource.document, idsFor(subject, resource.ids), ofRole(subject));
    const pair: Pair = {
      scenario: "emulator",
      action: question.action,
      resource: question.resource,
      resourceAccount: question.resourceAccount,
      caller: pairCallerOf(subject),
      context: { ...contextOf(subject, own.tags, question.resourceAccount, organisation()), ...question.context },
      identity: own.identity,
      boundary: own.boundary,
      session: own.session,
      resourcePolicy: bound,
      resourceDecides: resource.decides,
      scps: undefined,
      rcps: [],
    };
    const { restrictPublicBucket } = resource;
    const outcome = isOwnersExit(subject, question)
      ? { allowed: true }
      : await decide(pair, {
          restrictPublicBucket,
          ...(subject.kind === "federated" && subject.issuer !== undefined ? { issuer: subject.issuer } : {}),
        });
    const decision: Decision = { ...question, caller: nameOfSubject(subject), ...outcome };
    log.add(decision);
    return decision;
  }

  return {
    authorizeSubject,
    authorize: (caller: Caller, question) => authorizeSubject(caller, question),
    denied,
    changed: (asked, resourceAccount) => policies.changed(asked, resourceAccount),
  };
}
