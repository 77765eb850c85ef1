import { type Arn, PARTITIONS, parseArn } from "../aws";
import { hasUnknown, isUnknownPart, partsOf, readable } from "../unknown/unknown-text";
import { literal } from "./glob";
import type { PolicyKind, PrincipalName, PrincipalType } from "./policy";

const TYPES: ReadonlySet<string> = new Set<PrincipalType>(["AWS", "Service", "Federated", "CanonicalUser"]);

const principalName = (type: PrincipalType, name: string): PrincipalName => ({
  type,
  name,
  glob: literal(name),
  arn: parseArn(name),
});

/** `"*"` and `{"AWS": "*"}` */
export const EVERYBODY: PrincipalName = principalName("AWS", "*");

/**
 * The names in a Principal element, or what is wrong with it. A bare account id becomes its root
 * ARN, which means the same, in `partition`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function readPrincipals(element: unknown, partition: string): readonly PrincipalName[] | string {
  if (element === "*") return [EVERYBODY];
  if (typeof element !== "object" || element === null || Array.isArray(element))
    return `Principal is ${JSON.stringify(element)}`;
  const names: PrincipalName[] = [];
  for (const [type, value] of Object.entries(element)) {
    if (!TYPES.has(type)) return `"${type}" is not a type of principal`;
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const name of list) {
      if (typeof name !== "string") return `${type} holds ${JSON.stringify(name)}`;
      const isAccount = type === "AWS" && /^\d{12}$/.test(name);
      names.push(principalName(type as PrincipalType, isAccount ? `arn:${partition}:iam::${name}:root` : name));
    }
  }
  return names.length > 0 ? names : "Principal is empty";
}

const WEB_IDENTITIES: ReadonlySet<string> = new Set([
  "accounts.google.com",
  "cognito-identity.amazonaws.com",
  "graph.facebook.com",
  "www.amazon.com",
]);

interface Problem {
  readonly message: string;
  readonly fix: string;
}

/**
 * CloudFront as bucket policies name it.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
 */
const ORIGIN_ACCESS_IDENTITY = /^arn:aws[a-z-]*:iam::cloudfront:user\/CloudFront Origin Access Identity [A-Z0-9]+$/;

/** Why AWS would not save a policy with `principal`; undefined where it would. */
export function principalProblem({ type, name }: PrincipalName, kind: PolicyKind): Problem | undefined {
  if (hasUnknown(name)) return type === "AWS" ? wildcardIn(name) : undefined;
  if (type === "AWS" && kind === "resource" && ORIGIN_ACCESS_IDENTITY.test(name)) return undefined;
  if (type === "Federated") return federatedProblem(name);
  if (type === "Service")
    return /^[a-z0-9.-]+\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal|amazonaws\.eu)$/.test(name)
      ? undefined
      : {
          message: `"${name}" is not a service principal`,
          fix: "Write the service's name, such as pods.eks.amazonaws.com.",
        };
  if (type === "CanonicalUser")
    return /^[0-9a-f]{64}$/.test(name)
      ? undefined
      : { message: `"${name}" is not a canonical user id`, fix: "Write its 64 hexadecimal digits." };
  return awsProblem(name);
}

function federatedProblem(name: string): Problem | undefined {
  if (WEB_IDENTITIES.has(name)) return undefined;
  const arn = parseArn(name);
  const misplaced = arn && misplacedIn(name, arn);
  if (misplaced) return misplaced;
  if (arn?.service === "iam" && /^\d{12}$/.test(arn.account) && /^(oidc|saml)-provider\/[^*?]+$/.test(arn.resource))
    return undefined;
  return {
    message: `"${name}" is not the ARN of an identity provider`,
    fix: "Write arn:aws:iam::ACCOUNT:oidc-provider/ISSUER, the issuer without https://.",
  };
}

/**
 * What an ARN of IAM or STS has in a field in which it has nothing, or none of AWS's names.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
function misplacedIn(name: string, { partition, region, service, account, resource }: Arn): Problem | undefined {
  const known: readonly string[] = PARTITIONS;
  if (region === "" && known.includes(partition)) return undefined;
  return {
    message:
      region === ""
        ? `the partition of "${name}" is "${partition}", which AWS does not have`
        : `"${name}" has the region "${region}", and ARNs of ${service.toUpperCase()} have none`,
    fix: `Write arn:${known.includes(partition) ? partition : "aws"}:${service}::${account}:${resource}.`,
  };
}

function wildcardIn(name: string): Problem | undefined {
  if (!partsOf(name).some((part) => !isUnknownPart(part) && /[*?]/.test(part))) return undefined;
  return {
    message: `"${readable(name)}" contains a wildcard, which a principal cannot`,
    fix: "Name the account's root and add a condition on aws:PrincipalArn.",
  };
}

function awsProblem(name: string): Problem | undefined {
  if (name === "*" || /^A(ID|RO)A[A-Z0-9]{12,}$/.test(name)) return undefined;
  const arn = parseArn(name);
  if (!arn)
    return {
      message: `"${name}" is neither an ARN nor an account of 12 digits`,
      fix: "Write the ARN of an account's root, a role, a session or a user.",
    };
  if (!/^\d{12}$/.test(arn.account))
    return {
      message: `the account of "${name}" is "${arn.account}", not 12 digits`,
      fix: "Write the 12 digits of the account.",
    };
  const wrong = misplacedIn(name, arn) ?? wildcardIn(name);
  if (wrong) return wrong;
  const forms =
    arn.service === "iam" ? /^(root|(role|user)\/.+)$/ : /^(assumed-role\/[^/]+\/[^/]+|federated-user\/.+|self)$/;
  if ((arn.service === "iam" || arn.service === "sts") && forms.test(arn.resource)) return undefined;
  return {
    message: `"${name}" is not a principal`,
    fix: "Write the ARN of an account's root, a role, a session or a user; identity providers belong under Federated.",
  };
}
