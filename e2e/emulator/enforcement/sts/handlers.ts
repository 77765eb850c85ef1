import type { Clients } from "../../moto/clients";
import { AwsError } from "../../types";
import type { Asked, Handler } from "../enforcement";
import type { Accounts } from "../iam/accounts";
import { accountOfArn } from "../iam/bindings";
import { denied } from "../iam/denied";
import { type Assumed, type Assumption, AssumptionRefused, type Assumptions } from "./assume";
import type { Issuers } from "./issuers";
import { commonOf, sessionPolicyOf, text } from "./parameters";
import { withInherited } from "./session-tags";
import { vouchedFor } from "./web-identity";

/** STS. What is not here is not implemented, and said so. */
export function stsHandlers(
  accounts: Accounts,
  clients: Clients,
  assumptions: Assumptions,
  issuers: Issuers,
): Readonly<Record<string, Handler>> {
  return {
    "sts:AssumeRole": async (asked) => {
      const { caller } = asked;
      if (caller.kind === "anonymous") throw missingToken();
      const common = commonOf(asked);
      const tags = withInherited(tagsOf(asked), transitiveOf(asked), caller.kind === "role" ? caller : undefined);
      const policy = await sessionPolicyOf(asked, clients.iam(accountOfArn(common.roleArn)));
      const externalId = text(asked.params.ExternalId);
      const sourceIdentity =
        text(asked.params.SourceIdentity) ??
        (caller.kind === "role" ? caller.context["aws:SourceIdentity"] : undefined);
      const request: Assumption = {
        action: "sts:AssumeRole",
        ...common,
        tags,
        ...(policy === undefined ? {} : { policy }),
        ...(externalId === undefined ? {} : { externalId }),
        ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
        context: requestContext(asked),
      };
      return answerOf(await refusedAsAws(() => assumptions.assume(caller, request), asked));
    },

    "sts:AssumeRoleWithWebIdentity": async (asked) => {
      const common = commonOf(asked);
      const vouched = await vouchedFor(text(asked.params.WebIdentityToken) ?? "", common.roleArn, accounts, issuers);
      const policy = await sessionPolicyOf(asked, clients.iam(accountOfArn(common.roleArn)));
      const request: Assumption = {
        action: "sts:AssumeRoleWithWebIdentity",
        ...common,
        tags: { tags: new Map(), transitive: new Set() },
        ...(policy === undefined ? {} : { policy }),
        context: { ...requestContext(asked), ...vouched.context },
        lasting: { "aws:FederatedProvider": vouched.subject.provider },
      };
      const assumed = await refusedAsAws(() => assumptions.assume(vouched.subject, request), {
        ...asked,
        caller: { kind: "anonymous" },
      });
      return {
        ...answerOf(assumed),
        SubjectFromWebIdentityToken: vouched.subject.token,
        Audience: vouched.audience,
        Provider: vouched.subject.provider,
      };
    },

    "sts:GetCallerIdentity": async ({ caller }) => {
      if (caller.kind === "anonymous") throw missingToken();
      if (caller.kind === "administrator")
        return { Account: caller.account, Arn: caller.arn, UserId: `AIDA${caller.account}ADMN` };
      return { Account: caller.account, Arn: caller.sessionArn, UserId: `${caller.roleId}:${caller.sessionName}` };
    },

    ...Object.fromEntries(NOT_IMPLEMENTED.map((operation) => [`sts:${operation}`, notImplemented(operation)])),
  };
}

const NOT_IMPLEMENTED = [
  "AssumeRoleWithSAML",
  "AssumeRoot",
  "DecodeAuthorizationMessage",
  "GetAccessKeyInfo",
  "GetFederationToken",
  "GetSessionToken",
];

const notImplemented = (operation: string): Handler => {
  return async () => {
    throw new AwsError("NotImplemented", `The emulator has no sts:${operation}`, 501);
  };
};

const missingToken = () => new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);

/** Makes of a refused question the error that STS answers. */
async function refusedAsAws(assume: () => Promise<Assumed>, { caller }: Asked): Promise<Assumed> {
  try {
    return await assume();
  } catch (error) {
    if (error instanceof AssumptionRefused) throw denied(error.decision, caller, "sts");
    throw error;
  }
}

const requestContext = ({ region, sourceIp }: Asked) => ({ "aws:RequestedRegion": region, "aws:SourceIp": sourceIp });

const tagsOf = ({ params }: Asked): readonly (readonly [string, string])[] =>
  Array.isArray(params.Tags)
    ? params.Tags.map(({ Key = "", Value = "" }: { Key?: string; Value?: string }) => [Key, Value] as const)
    : [];

const transitiveOf = ({ params }: Asked): readonly string[] =>
  Array.isArray(params.TransitiveTagKeys) ? params.TransitiveTagKeys.map(String) : [];

const answerOf = ({ keys, session }: Assumed) => ({
  Credentials: {
    AccessKeyId: keys.accessKeyId,
    SecretAccessKey: keys.secretAccessKey,
    SessionToken: keys.sessionToken,
    Expiration: new Date(session.expires).toISOString().replace(/\.\d+/, ""),
  },
  AssumedRoleUser: { AssumedRoleId: `${session.roleId}:${session.sessionName}`, Arn: session.sessionArn },
});
