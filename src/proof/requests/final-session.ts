import { parseArn } from "../../aws";
import { type Context, literal, OPEN } from "../../iam";
import type { Role } from "../../inventory";
import { UnknownValue } from "../../unknown/unknown-value";
import { type Chain, finalRoleArn } from "../chains";
import { boundaryOf, identityOf, type ProofContext, type ReadDocument } from "../proof-context";
import {
  anyPrincipalTags,
  contextOf,
  type EksTags,
  type Entries,
  principalTags,
  sessionCallerOf,
  sessionEntries,
  withoutOtherTags,
} from "./context";
import { sessionOf } from "./pod-session";
import { viaService } from "./via-service";

/** The session that the pod ends up with, or one that it goes on to by itself. */
export interface FinalSession {
  readonly role: Role;
  /** The tags that EKS has given it, which every session after it inherits; undefined for none. */
  readonly tags: EksTags | undefined;
  /** Where the pod runs, and its SDK calls STS; undefined where that is not known. */
  readonly region: string | undefined;
  /** ARNs of the roles on the way to it: the one that the pod is given, then those that it assumes by itself, the last its own. */
  readonly path: readonly string[];
  readonly caller: ReturnType<typeof sessionCallerOf>;
  readonly identity: readonly ReadDocument[];
  /** Permissions boundary and session policy. */
  readonly guardrails: readonly ReadDocument[];
  /** Keys that do not depend on what is asked. */
  readonly entries: readonly Entries[];
}

/** undefined where the role is not known, or not in the world. */
export function finalSessionOf(proof: ProofContext, chain: Chain): FinalSession | undefined {
  const arn = finalRoleArn(chain);
  const role = arn instanceof UnknownValue ? undefined : proof.inventory.roleByArn(arn);
  if (!role) return undefined;
  const association = chain.mechanism === "pod-identity" ? chain.associations[0] : undefined;
  const tags = association && sessionOf(association)?.tags;
  return {
    role,
    tags,
    region: chain.region ?? undefined,
    path: [role.arn],
    caller: sessionCallerOf(role.arn),
    identity: identityOf(proof, role),
    guardrails: [
      ...boundaryOf(proof, role),
      ...(association?.policy ? [proof.read(association.policy, "identity")] : []),
    ],
    entries: [sessionEntries(role.arn, proof.organisation), principalTags(tags, role)],
  };
}

/**
 * The session of `role` that `from` gets by AssumeRole: without a session policy, since nothing asks for one, and with
 * EKS's tags, which are transitive.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining
 */
export const nextSessionOf = (proof: ProofContext, { tags, region, path }: FinalSession, role: Role): FinalSession => ({
  role,
  tags,
  region,
  path: [...path, role.arn],
  caller: sessionCallerOf(role.arn),
  identity: identityOf(proof, role),
  guardrails: boundaryOf(proof, role),
  entries: [sessionEntries(role.arn, proof.organisation), principalTags(tags, role)],
});

/** `session`, had the pod given it tags of its choice when it assumed the role: undefined where EKS has assumed it. */
export const withTagsOfChoice = (proof: ProofContext, session: FinalSession): FinalSession | undefined =>
  session.path.length <= 1
    ? undefined
    : {
        ...session,
        entries: [sessionEntries(session.role.arn, proof.organisation), anyPrincipalTags(session.tags)],
      };

export interface Asked {
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** The service that reaches a key for the caller, such as `s3`; undefined for a call of the caller's own. */
  readonly via?: string;
}

/**
 * What a service's request for the caller has: AWS does not list which services show themselves by these keys.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
 */
const FORWARDED: Entries = {
  "aws:viaawsservice": OPEN,
  "aws:calledvia": OPEN,
  "aws:calledviafirst": OPEN,
  "aws:calledvialast": OPEN,
};

/** The context of a request of `session`; `chosen` are keys that the caller chooses. */
export function grantContext(session: FinalSession, asked: Asked, chosen: Entries): Context {
  const context = contextOf(...session.entries, {
    "aws:resourceaccount": asked.account === undefined ? [] : [literal(asked.account)],
    "s3:resourceaccount": asked.account === undefined ? [] : [literal(asked.account)],
    "aws:requestedregion": asked.region === undefined ? contextOf()("") : [literal(asked.region)],
    "kms:calleraccount": [literal(parseArn(session.role.arn)?.account ?? "")],
    "kms:viaservice":
      asked.via === undefined
        ? []
        : asked.region === undefined
          ? contextOf()("")
          : [literal(viaService(asked.via, asked.region))],
    ...(asked.via === undefined ? {} : FORWARDED),
    ...chosen,
  });
  return withoutOtherTags(context);
}

/**
 * Keys whose value the caller sends with its request. kms:GrantIsForAWSResource is none: it is true only where a service
 * of AWS makes the call.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/grant-authorization.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys
 */
export const isChosen = (lowerKey: string): boolean =>
  (/^s3:/.test(lowerKey) &&
    !/^s3:(existingobjecttag|resourceaccount|dataaccesspoint|accesspoint|accessgrants|tlsversion|authtype|signature|bucket|requestobjecttagkeys$)/.test(
      lowerKey,
    )) ||
  /^s3:(requestobjecttag|signatureversion$|authtype$)/.test(lowerKey) ||
  /^kms:(encryptioncontext|grant(?!isforawsresource$)|retiringprincipal|encryptionalgorithm|signingalgorithm|messagetype|macalgorithm|wrappingalgorithm|recipientattestation)/.test(
    lowerKey,
  ) ||
  (/^dynamodb:/.test(lowerKey) && lowerKey !== "dynamodb:fulltablescan") ||
  /^sns:(protocol|endpoint)$/.test(lowerKey) ||
  /^secretsmanager:(versionid|versionstage|name|description|kmskeyid|kmskeyarn|recoverywindowindays|forcedeletewithoutrecovery|addreplicaregions|blockpublicpolicy)$/.test(
    lowerKey,
  ) ||
  /^ssm:(recursive|overwrite|policies)$/.test(lowerKey) ||
  // whether it mounts by a mount target: https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
  lowerKey === "elasticfilesystem:accessedviamounttarget" ||
  lowerKey === "sagemaker:owneruserprofilearn" ||
  NAMING.test(lowerKey);

/** Keys that only name what a request makes, passes on or asks for, in services whose resources are not read. */
const NAMING =
  /^(iam:(awsservicename|passedtoservice|associatedresourcearn|policyarn)|[a-z0-9-]+:(createaction|taggingaction)|ec2:vpceservicename|devops-guru:servicenames|servicecatalog:userlevel|sagemaker:workteamtype|s3express:sessionmode|route53:changeresourcerecordsets\w+|route53:vpcs|cloudwatch:namespace|ses:(fromaddress|fromdisplayname|recipients|feedbackaddress)|events:(source|detail-type)|logs:destinationarn)$/;

/** Keys by which a request only chooses a part of what it is about: every client can, and none has to send more. */
export const choosesPart = (lowerKey: string): boolean =>
  /^s3:(prefix|delimiter|max-keys|versionid|object-lock-remaining-retention-days)$/.test(lowerKey) ||
  /^dynamodb:(leadingkeys|attributes|select|enclosingoperation|returnvalues|returnconsumedcapacity)$/.test(lowerKey) ||
  /^secretsmanager:version(id|stage)$/.test(lowerKey) ||
  lowerKey === "ssm:recursive" ||
  lowerKey === "aws:requestedregion" ||
  NAMING.test(lowerKey);
