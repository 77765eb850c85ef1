import type { Organisation, Subject } from "../../types";

export type Context = Readonly<Record<string, string | readonly string[]>>;

/**
 * The global keys of conditions that a request of `subject` has.
 * `roleTags` are those of its role; a session's own tags go before them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function contextOf(
  subject: Subject,
  roleTags: ReadonlyMap<string, string>,
  resourceAccount: string,
  organisation: Organisation | undefined,
): Context {
  const now = Date.now();
  return {
    "aws:CurrentTime": new Date(now).toISOString().replace(/\.\d+/, ""),
    "aws:EpochTime": String(Math.floor(now / 1000)),
    "aws:SecureTransport": "true",
    "aws:ResourceAccount": resourceAccount,
    "aws:ViaAWSService": "false",
    "aws:PrincipalIsAWSService": String(subject.kind === "service"),
    ...(organisation && "account" in subject && organisation.accounts.has(subject.account)
      ? { "aws:PrincipalOrgID": organisation.id }
      : {}),
    ...(organisation?.accounts.has(resourceAccount) ? { "aws:ResourceOrgID": organisation.id } : {}),
    ...subjectsOwn(subject, roleTags),
  };
}

function subjectsOwn(subject: Subject, roleTags: ReadonlyMap<string, string>): Context {
  switch (subject.kind) {
    case "administrator":
      return {
        "aws:PrincipalArn": subject.arn,
        "aws:PrincipalAccount": subject.account,
        "aws:PrincipalType": "User",
        "aws:username": subject.arn.split("/").at(-1) ?? "",
        "aws:userid": `AIDA${subject.account}ADMN`,
      };
    case "role":
      return {
        ...tagsOf(roleTags, subject.tags),
        "aws:PrincipalArn": subject.roleArn,
        "aws:PrincipalAccount": subject.account,
        "aws:PrincipalType": "AssumedRole",
        "aws:userid": `${subject.roleId}:${subject.sessionName}`,
        "aws:MultiFactorAuthPresent": "false",
        ...subject.context,
      };
    case "outsider":
      return {
        ...tagsOf(roleTags, new Map()),
        "aws:PrincipalArn": subject.arn,
        "aws:PrincipalAccount": subject.account,
        "aws:PrincipalType": subject.arn.endsWith(":root")
          ? "Account"
          : subject.sessionName === undefined
            ? "User"
            : "AssumedRole",
        "aws:userid": `AIDA${subject.account}OUTS:${subject.sessionName ?? ""}`,
      };
    case "service":
      return {
        "aws:PrincipalServiceName": subject.name,
        ...(subject.sourceAccount === undefined ? {} : { "aws:SourceAccount": subject.sourceAccount }),
        ...(subject.sourceArn === undefined ? {} : { "aws:SourceArn": subject.sourceArn }),
      };
    case "federated":
      return { "aws:FederatedProvider": subject.provider };
    case "anonymous":
      return { "aws:PrincipalType": "Anonymous" };
  }
}

/**
 * A session's tag replaces its role's of the same key in any case.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_know
 */
function tagsOf(ofRole: ReadonlyMap<string, string>, ofSession: ReadonlyMap<string, string>): Context {
  const replaced = new Set([...ofSession.keys()].map((key) => key.toLowerCase()));
  const kept = [...ofRole].filter(([key]) => !replaced.has(key.toLowerCase()));
  return Object.fromEntries([...kept, ...ofSession].map(([key, value]) => [`aws:PrincipalTag/${key}`, value]));
}
