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

/** `document`, the trust policy of the role `resource`, whose ARN is `arn`, with what AWS refuses of it. */
export function trustOn(resources: ResourceIndex, resource: Resource, document: Document, arn: () => string): Document {
  const refused = exists(resources, resource) ? undefined : selfReference(document, arn());
  return { ...document, holder: holderOf(resources, resource, "role"), ...(refused ? { refused } : {}) };
}

/** A plan and a state have the unique id of a role that exists already. */
function exists(resources: ResourceIndex, resource: Resource): boolean {
  const id = knownText(nameAt(resource, "unique_id"));
  return isSaved(resources, resource) || (id !== undefined && !hasUnknown(id));
}

/**
 * A role that its own trust policy names does not exist when the policy is saved with it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
function selfReference({ text }: Document, arn: string): PolicyProblem | undefined {
  if (typeof text !== "string" || hasUnknown(arn) || !text.includes(JSON.stringify(arn))) return undefined;
  const pointer = principalAt(text, arn);
  return pointer === undefined
    ? undefined
    : {
        cause: "principal",
        pointer,
        awsError: `MalformedPolicyDocument: Invalid principal in policy: "AWS":"${arn}"`,
        message: `it names ${arn}, the role itself, which does not exist when IAM creates it with this policy`,
        fix: `Name the account's root, with ArnEquals on aws:PrincipalArn: ${JSON.stringify({ Principal: { AWS: arn.replace(/:role\/.*$/, ":root") }, Condition: { ArnEquals: { "aws:PrincipalArn": arn } } })}`,
      };
}

function principalAt(text: string, arn: string): string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const written = (json as { Statement?: unknown } | null)?.Statement;
  const statements: readonly unknown[] = Array.isArray(written) ? written : [written];
  const index = statements.findIndex((one) => {
    const { Principal: principal } = (one ?? {}) as { Principal?: { AWS?: unknown } };
    return [principal?.AWS].flat().includes(arn);
  });
  if (index < 0) return undefined;
  return `/Statement${Array.isArray(written) ? `/${index}` : ""}/Principal/AWS`;
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
