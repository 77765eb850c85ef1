import type { PolicyProblem } from "../iam";
import type { Resource } from "../terraform/world";
import { hasUnknown } from "../unknown/unknown-text";
import type { Document } from "./inventory";

/** A role that is yet to be created, and the trust policy that it is created with. */
interface Role {
  readonly resource: Resource;
  readonly arn: string;
  readonly written: Document;
}

/** The role with an ARN, where it is yet to be created. */
type Find = (arn: string) => Role | undefined;

/**
 * Why IAM does not save the trust policy of `role`: a role that it names must exist, and one of them is the role itself, or
 * waits for roles that come back to one another in the same way.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function neverFirst(role: Role, find: Find): PolicyProblem | undefined {
  const { arn, written } = role;
  if (hasUnknown(arn)) return undefined;
  const named = waitsFor(role, find, new Set([arn]));
  if (named === undefined) return undefined;
  const other = named === arn ? undefined : find(named)?.resource;
  return {
    cause: "principal",
    pointer: pointerTo(written, named),
    awsError: `MalformedPolicyDocument: Invalid principal in policy: "AWS":"${named}"`,
    message: other
      ? `it names ${named}, which ${other.address} of stack ${other.stack} makes: these trust policies name each other's roles, and none exists when IAM creates another with its policy`
      : `it names ${named}, the role itself, which does not exist when IAM creates it with this policy`,
    fix: `Name the account's root, with ArnEquals on aws:PrincipalArn: ${JSON.stringify({ Principal: { AWS: named.replace(/:role\/.*$/, ":root") }, Condition: { ArnEquals: { "aws:PrincipalArn": named } } })}`,
  };
}

const blocked = new WeakMap<Document, { readonly named: string | undefined }>();

/** The principal because of which `role` is never created, after those in `path`. */
function waitsFor(role: Role, find: Find, path: ReadonlySet<string>): string | undefined {
  const known = blocked.get(role.written);
  if (known) return known.named;
  const named = principalsIn(role.written).find((one) => {
    if (path.has(one)) return true;
    const next = find(one);
    return next !== undefined && waitsFor(next, find, new Set([...path, one])) !== undefined;
  });
  blocked.set(role.written, { named });
  return named;
}

/** ARNs of roles that a trust policy names as principals. */
const principalsIn = (document: Document): readonly string[] => [
  ...new Set(statementsOf(document).statements.flatMap(principalsOf)),
];

interface Written {
  readonly statements: readonly unknown[];
  readonly isList: boolean;
}

function statementsOf({ text }: Document): Written {
  const none: Written = { statements: [], isList: true };
  if (typeof text !== "string" || !text.includes(":role/")) return none;
  try {
    const written = (JSON.parse(text) as { Statement?: unknown } | null)?.Statement;
    return { statements: [written].flat(), isList: Array.isArray(written) };
  } catch {
    return none;
  }
}

function principalsOf(statement: unknown): readonly string[] {
  const { Principal: principal } = (statement ?? {}) as { Principal?: { AWS?: unknown } };
  return [principal?.AWS].flat().filter((one): one is string => typeof one === "string" && /:iam:.*:role\//.test(one));
}

function pointerTo(document: Document, arn: string): string {
  const { statements, isList } = statementsOf(document);
  const index = statements.findIndex((one) => principalsOf(one).includes(arn));
  return `/Statement${isList ? `/${index}` : ""}/Principal/AWS`;
}
