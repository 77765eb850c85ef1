import { isOwnRequests, ownedByAws, parseArn, resourceTypesOf } from "../../aws";
import { SERVICES, type Target } from "../../inventory";
import type { SourceLocation } from "../../terraform/source-location";
import { inputsIn } from "../../unknown/inputs";
import { hasUnknown, readable } from "../../unknown/unknown-text";
import { fixBy } from "../fix-by";
import type { ProofContext, ReadDocument } from "../proof-context";
import type { FinalSession } from "../requests/final-session";
import { BY_SERVICE } from "../requests/grant-choices";
import { type Match, targetOf } from "../requests/targets";
import type { GrantAnswer } from "./decide-grant";
import type { Why } from "./explain";

/** The bucket or table that `resource` is or is in; else itself. */
export function rootOf(resource: string): string {
  if (/^arn:[^:]*:s3:/.test(resource)) return resource.replace(/\/.*$/s, "");
  return /^arn:[^:]*:dynamodb:/.test(resource) ? (/^[^/]*\/[^/]*/.exec(resource)?.[0] ?? resource) : resource;
}

/**
 * Services whose resources have no policy that could decide: identity policies alone do, so that of a resource in the role's
 * account the name does not matter. The trust policy of a role decides who assumes it, not who passes or reads it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
const BY_IDENTITY_ALONE =
  /^(athena|autoscaling|batch|cognito-identity|cognito-idp|ec2|ecs|eks|elasticache|elasticloadbalancing|firehose|iam|rds|rds-db|route53|states)$/;

/**
 * Whether it is not known which resource, or whose, is meant: an unknown value is in its name or account, and matters. A
 * pattern means no one resource, whatever it begins with; what the world makes is one, whatever its name will be.
 */
export function isNameless({ inventory }: ProofContext, resource: string): boolean {
  const root = rootOf(resource);
  if (!hasUnknown(root)) return false;
  const arn = parseArn(root);
  if (!arn || hasUnknown(arn.account)) return true;
  return !BY_IDENTITY_ALONE.test(arn.service) && !/[*?]/.test(arn.resource) && !inventory.isMade(root);
}

/**
 * Whether `resource` is a key of the role's account that the world shows no more of than that it is there: that its policy
 * leaves it to the account's IAM policies, as KMS's default does, can then be assumed.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export const isKeyFound = ({ inventory }: ProofContext, resource: string, { role }: FinalSession): boolean =>
  parseArn(resource)?.account === role.account && inventory.isKeyLookedUp(resource);

/** Whose policy decides where the world does not show it: another account's, and every key's. */
export function decidesElsewhere(proof: ProofContext, resource: string, session: FinalSession): boolean {
  const { role } = session;
  if (isKeyFound(proof, resource, session)) return false;
  const account = parseArn(resource)?.account ?? "";
  const isForeign = /^\d{12}$/.test(account) && account !== role.account;
  return isForeign || (/^arn:[^:]*:kms:/.test(resource) && !/[*?]/.test(parseArn(resource)?.resource ?? ""));
}

/**
 * Whether `resource` stands for any key at all: a key is meant by it, and each key's own policy decides, so that those of
 * the world, such as a cluster's own, do not decide for the others.
 */
export const standsForKeysElsewhere = (resource: string, found: readonly Match[]): boolean =>
  /^(?:\*+|arn:[^:]*:kms:[^:]*:[^:]*:(?:key\/)?\*+)$/.test(resource) &&
  found.some(({ target }) => target.service === "kms");

/** Where no key of the world that the pattern `resource` matches lets the role in. */
export const noKeyRead = (resource: string, found: readonly Match[]): Why => ({
  code: "partly-allowed",
  message: `of the keys that "${readable(resource)}" stands for, none of what was read lets the role in (${found.flatMap(({ target }) => (target.service === "kms" ? [target.resource.address] : [])).join(", ")}), and the policies of other keys are not in what was read`,
  fix: "Name the keys that are meant, and add the stacks that make them to the command line.",
});

export function notSeen(resource: string, { role }: FinalSession): Why {
  const account = parseArn(resource)?.account ?? "";
  const isForeign = /^\d{12}$/.test(account) && account !== role.account;
  return {
    code: "resource-not-in-world",
    message: isForeign
      ? `${readable(resource)} is in another account than the role (${role.account}), so its own policy must allow it too, and it is not in what was read`
      : `${readable(resource)} is not in what was read, and a key's own policy always decides`,
    fix: "Add the stack that makes it to the command line.",
  };
}

/** Whether `resource` is one thing, and it is not known whether that is one of the world or something that is not read. */
export function isPerhapsNone(resource: string, found: readonly Match[]): boolean {
  const root = rootOf(resource);
  return found.length > 0 && !hasUnknown(root) && !/[*?]/.test(root) && found.every(({ sure }) => !sure);
}

export const nameless = (resource: string): Why => ({
  code: "resource-not-known",
  message: `the resource ${readable(resource)} and its account are not known`,
  ...fixBy(inputsIn(resource), "Give the value that its name is made of, or prove the plan or the state."),
});

/**
 * What an allowed grant rests on where the world shows nothing of what it is on. A pattern that matches something is
 * judged on that.
 */
export function assumeUnseen(
  proof: ProofContext,
  action: string,
  resource: string,
  found: readonly Match[],
  location: SourceLocation | undefined,
): void {
  if (found.length > 0 || /^\*+$/.test(resource) || isNoResource(action, resource)) return;
  const subject = readable(rootOf(resource));
  proof.assume({
    id: "resource-not-read",
    subject,
    for: "grant",
    message: proof.inventory.isKeyLookedUp(resource)
      ? ofKeyFound(subject)
      : `${subject} exists in the role's account, and neither its policy nor its key nor anything else denies the role: it is not in what was read. Add the stack that makes it`,
    ...(location ? { location } : {}),
  });
}

/** Whether what `action` is about is nothing that anybody could give a policy to. */
const isNoResource = (action: string, resource: string): boolean =>
  resourceTypesOf(action)?.length === 0 || ownedByAws(resource) || isOwnRequests(resource);

/** Whether nothing of the service that `resource` is of has a policy of its own. */
const hasNoPolicies = (resource: string): boolean =>
  SERVICES.some(({ service, policy }) => policy === undefined && parseArn(resource)?.service === service);

/** What is assumed of a key that is only looked up. */
export const ofKeyFound = (key: string): string =>
  `${key} is enabled and for encryption, and its policy lets the IAM policies of its account decide and denies the role nothing: only that it exists is in what was read. Add the stack that makes it`;

/** What is assumed of something of which the world shows the policy, and perhaps what encrypts it. */
function ofPolicyAlone({ arn, service, keyShown }: Target): string {
  const name = readable(arn);
  if (service === "kms") return `${name} is enabled and for encryption: only its policy is in what was read`;
  return keyShown
    ? `${name} exists, and no access control list of its own lets others in: only its policy and what encrypts it are in what was read`
    : `what ${name} is encrypted with lets the role in: only its policy is in what was read`;
}

export function warnAboutUnseen(
  proof: ProofContext,
  action: string,
  resource: string,
  found: readonly Match[],
  location: SourceLocation,
): void {
  if (isNoResource(action, resource) || hasNoPolicies(resource)) return;
  const seen = found.some((match) => match.resource === resource) ? targetOf(proof, resource) : undefined;
  if (seen?.policyOnly)
    proof.assume({
      id: "resource-not-read",
      subject: readable(seen.arn),
      for: "grant",
      message: `${ofPolicyAlone(seen)}. Add the stack that makes it`,
      location,
    });
  if ((seen && !seen.policyOnly) || (found.length > 0 && hasUnknown(resource))) return;
  proof.warn({
    code: "resource-policy-not-seen",
    hop: "grant",
    message: seen
      ? `${readable(resource)} is not in what was read but for its policy${seen.keyShown ? " and what encrypts it" : "; what it is encrypted with could still refuse it"}`
      : found.length > 0
        ? `${readable(resource)} may stand for more than what was read`
        : `${readable(resource)} is not in what was read; a policy of its own could still deny it`,
    fix: "Add the stack that makes it to the command line.",
    location,
  });
}

/** What requests have to carry for the grant to be one: headers, tags, encryption contexts. */
export function assumeCarried(
  proof: ProofContext,
  { role }: FinalSession,
  action: string,
  found: readonly Match[],
  answers: readonly GrantAnswer[],
  { location }: ReadDocument,
): void {
  const assume = (subject: string, message: string) =>
    proof.assume({ id: "request-carries", subject, for: "grant", message, location });
  for (const key of new Set(answers.flatMap(({ carries = [] }) => carries)))
    assume(
      key,
      key.toLowerCase() === BY_SERVICE
        ? `a service of AWS that works for the pod asks for ${action}: the policies' conditions on ${key} let no other request through`
        : `requests for ${action} carry the ${key} that the policies' conditions ask for`,
    );
  for (const { key, value } of answers.flatMap(({ tags = [] }) => tags))
    proof.assume({
      id: "resource-not-read",
      subject: key,
      for: "grant",
      message: `what the pod uses ${action} on ${value === undefined ? `does not have the tag that the policies' conditions rule out` : "has the tag that the policies' conditions ask for"} (${key}${value === undefined ? "" : ` = ${readable(value)}`}): its tags are not in what was read. Add the stack that makes it`,
      location,
    });
  const paying = found.find(({ target }) => target.requesterPays === true && target.account !== role.account);
  if (paying && /^s3:|^\*/i.test(action))
    assume(
      "x-amz-request-payer",
      `requests to ${paying.target.resource.address} carry x-amz-request-payer: the requester pays (https://docs.aws.amazon.com/AmazonS3/latest/userguide/RequesterPaysBuckets.html)`,
    );
}
