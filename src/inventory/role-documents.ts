import {
  ATTACHED_POLICIES,
  INLINE_POLICIES_SIZE,
  LARGEST_TRUST_POLICY_SIZE,
  parseArn,
  RAISED_ATTACHED_POLICIES,
  TRUST_POLICY_SIZE,
} from "../aws";
import type { PolicyProblem } from "../iam";
import type { Resource } from "../terraform/world";
import { hasUnknown, readable } from "../unknown/unknown-text";
import { holderOf } from "./holders";
import type { Document, RaisedQuota } from "./inventory";
import type { ResourceIndex } from "./resource-index";
import { knownText, nameAt } from "./values";

const sizeOf = ({ text }: Document): number => (typeof text === "string" ? text.replaceAll(/\s/g, "").length : 0);

const isSaved = (resources: ResourceIndex, resource: Resource): boolean =>
  resources.stackOf(resource)?.kind === "state";

/** `document`, the trust policy of the role `resource`, with what AWS refuses of it: `refused` unless the role is there already. */
export function trustOn(
  resources: ResourceIndex,
  resource: Resource,
  document: Document,
  refused: () => PolicyProblem | undefined,
): Document {
  const problem = exists(resources, resource) ? undefined : refused();
  return { ...document, holder: holderOf(resources, resource, "role"), ...(problem ? { refused: problem } : {}) };
}

/** A plan and a state have the unique id of a role that exists already. */
export function exists(resources: ResourceIndex, resource: Resource): boolean {
  const id = knownText(nameAt(resource, "unique_id"));
  return isSaved(resources, resource) || (id !== undefined && !hasUnknown(id));
}

/**
 * `document` as a role of `account` has it: IAM finds policies of the role's own account only, and those that AWS manages.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html
 */
export function attachedTo(account: () => string, arn: string, document: Document, boundary: boolean): Document {
  const owner = parseArn(arn)?.account ?? "";
  if (!/^\d{12}$/.test(owner) || owner === account()) return document;
  return {
    ...document,
    refused: {
      cause: "account",
      pointer: "",
      awsError: boundary
        ? `NoSuchEntity: Scope ARN: ${readable(arn)} does not exist or is not attachable.`
        : `NoSuchEntity: Policy ${readable(arn)} does not exist or is not attachable.`,
      message: `${readable(arn)} is a policy of account ${owner}, and the role is in ${account()}`,
      fix: `Create the policy in account ${account()} and name that one.`,
    },
  };
}

/**
 * What IAM refuses of a role's policies taken together.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function refusedTogether(
  resources: ResourceIndex,
  resource: Resource,
  inline: readonly Document[],
  attached: number,
): readonly PolicyProblem[] {
  if (isSaved(resources, resource)) return [];
  const size = inline.reduce((sum, document) => sum + sizeOf(document), 0);
  const problem = (awsError: string, message: string, fix: string): PolicyProblem => ({
    cause: "quota",
    pointer: "",
    awsError,
    message,
    fix,
  });
  return [
    ...(inline.length > 1 && size > INLINE_POLICIES_SIZE
      ? [
          problem(
            `LimitExceeded: Maximum policy size of ${INLINE_POLICIES_SIZE} bytes exceeded for role`,
            `the ${inline.length} inline policies of ${resource.address} have ${size} characters together, white space not counted; IAM takes at most ${INLINE_POLICIES_SIZE}`,
            "Move some of them into managed policies.",
          ),
        ]
      : []),
    ...(attached > RAISED_ATTACHED_POLICIES
      ? [
          problem(
            `LimitExceeded: Cannot exceed quota for PoliciesPerRole: ${RAISED_ATTACHED_POLICIES}`,
            `${attached} managed policies are attached to ${resource.address}; IAM takes ${ATTACHED_POLICIES}, and ${RAISED_ATTACHED_POLICIES} where AWS has raised the quota`,
            "Put their statements into fewer policies.",
          ),
        ]
      : []),
  ];
}

/** What goes through only where AWS has raised a default quota; what exists already has gone through. */
export function raisedQuotas(
  resources: ResourceIndex,
  resource: Resource,
  trust: Document,
  attached: number,
): readonly RaisedQuota[] {
  if (isSaved(resources, resource)) return [];
  const size = sizeOf(trust);
  return [
    ...(size > TRUST_POLICY_SIZE && size <= LARGEST_TRUST_POLICY_SIZE
      ? [
          {
            about: "trust" as const,
            message: `the account's quota for the length of trust policies is at least ${size} characters; the default is ${TRUST_POLICY_SIZE}`,
            location: trust.location,
          },
        ]
      : []),
    ...(attached > ATTACHED_POLICIES && attached <= RAISED_ATTACHED_POLICIES
      ? [
          {
            about: "policies" as const,
            message: `the account's quota for managed policies attached to a role is at least ${attached}; the default is ${ATTACHED_POLICIES}`,
            location: resource.location(),
          },
        ]
      : []),
  ];
}
