import { isServiceAccount } from "../../aws";
import type { Policy, PrincipalName, Statement } from "../../iam";
import type { Target } from "../../inventory";
import { hasUnknown, isOnlyUnknown } from "../../unknown/unknown-text";
import type { ReadDocument } from "../proof-context";

/** A document that decides who gets to what a chain protects. */
export interface GuardingDocument {
  /**
   * `primary`, `final` and `second`: trust policies of the roles it passes; `resource`: of something granted; `key`: of
   * its key; `unread`: what stands in the world beside them and is not understood.
   */
  readonly kind: "primary" | "final" | "second" | "resource" | "key" | "unread";
  /** Of a trust policy: the role's ARN. */
  readonly opens?: string;
  /** Whether it is not decided that the chain passes it: who gets in there may be no intruder. */
  readonly perhaps?: boolean;
  readonly reading: ReadDocument;
  /** The account of the role, resource or key. */
  readonly owner: string;
  /** `STACK/ADDRESS` of what it guards; undefined where that is not in the world. */
  readonly address: string | undefined;
  /** The resource or key itself. */
  readonly target?: Target;
}

/**
 * One Allow of a guarding document with all its Denies: what has to be accounted for. `statement` is undefined for a
 * document that is not known, which may let in anybody.
 */
export interface Guard<D extends GuardingDocument = GuardingDocument> {
  readonly document: D;
  readonly statement: Statement | undefined;
  readonly reading: ReadDocument;
}

/** Every Allow of `document`; none where AWS would not save it: then it is not in force. */
export function guardsOf<D extends GuardingDocument>(document: D): readonly Guard<D>[] {
  const { reading } = document;
  if (reading.problem) return [];
  if (!reading.policy) return [{ document, statement: undefined, reading }];
  const { statements } = reading.policy;
  const denies = statements.filter(({ effect }) => effect === "Deny");
  const allows = statements.filter(({ effect }) => effect === "Allow");
  return allows.map((statement) => {
    const left = withoutOwnersOwn(statement, document);
    const alone = allows.length === 1 && left === statement;
    const policy: Policy = { statements: alone ? statements : [left, ...denies] };
    return { document, statement, reading: { ...reading, policy } };
  });
}

/**
 * Whether a principal of a resource's policy is certainly somebody of the resource's own account though apply decides who:
 * a role or user named in full, with whom it is shared, or the account's root, which adds nothing to the owner's IAM.
 */
export const isOfOwner = ({ type, arn }: PrincipalName, document: GuardingDocument): boolean =>
  !isTrust(document) &&
  type === "AWS" &&
  arn?.service === "iam" &&
  arn.account === document.owner &&
  hasUnknown(arn.resource);

/** What is left of an Allow to be accounted for, since apply makes those no strangers. */
function withoutOwnersOwn(statement: Statement, document: GuardingDocument): Statement {
  const { principals } = statement;
  if (!principals || principals.negated || !principals.of.some((name) => isOfOwner(name, document))) return statement;
  return {
    ...statement,
    principals: { ...principals, of: principals.of.filter((name) => !isOfOwner(name, document)) },
  };
}

export const isTrust = ({ kind }: GuardingDocument): boolean =>
  kind === "primary" || kind === "final" || kind === "second";

/** Who may be meant by a principal: each is searched by one class of intruders or more. */
export const POPULATIONS = [
  "association",
  "token",
  "federated",
  "service",
  "near-role",
  "near-user",
  "foreign",
  "canonical",
  "anonymous",
] as const;
export type Population = (typeof POPULATIONS)[number];

/** What distinguishes populations: the accounts of the chain's roles, resources and keys, and its issuers. */
export interface Neighbourhood {
  readonly near: ReadonlySet<string>;
  /** Whether tokens of the OIDC provider with this ARN are service accounts' of a cluster. */
  readonly isCluster: (providerArn: string) => boolean;
}

const EKS = "pods.eks.amazonaws.com";

/**
 * The populations that the principals of `guard` admit; `undefined` among them stands for somebody who belongs to none,
 * such as the unique id of a role.
 */
export function populationsOf(guard: Guard, neighbourhood: Neighbourhood): ReadonlySet<Population | undefined> {
  const { statement, document } = guard;
  const trust = isTrust(document);
  if (!statement?.principals || statement.principals.negated) return everybody(trust);
  return new Set(statement.principals.of.flatMap((name) => [...named(name, trust, neighbourhood)]));
}

/** Who never calls: unsigned requests and canonical ids assume no role; pods and their tokens reach resources as roles. */
const NEVER: Readonly<Record<"role" | "resource", ReadonlySet<Population>>> = {
  role: new Set(["anonymous", "canonical"]),
  resource: new Set(["association", "token"]),
};

const everybody = (trust: boolean): ReadonlySet<Population> =>
  new Set(POPULATIONS.filter((one) => !NEVER[trust ? "role" : "resource"].has(one)));

function named(
  { type, name, arn }: PrincipalName,
  trust: boolean,
  { near, isCluster }: Neighbourhood,
): Iterable<Population | undefined> {
  switch (type) {
    case "Service":
      if (!trust) return ["service"];
      return name === EKS ? ["association"] : hasUnknown(name) ? ["association", "service"] : ["service"];
    case "Federated":
      return [isCluster(name) ? "token" : "federated"];
    case "CanonicalUser":
      return ["canonical"];
    case "AWS":
      break;
  }
  if (name === "*" || isOnlyUnknown(name)) return everybody(trust);
  // nobody whom a class tries is called by a part of a name, or of an account, that is not known
  const lost: readonly undefined[] = hasUnknown(arn?.account ?? name) ? [undefined] : [];
  if (!arn) return /^A[A-Z]{3}[A-Z0-9]{12,}$/.test(name) ? [undefined] : ["near-role", "near-user", "foreign", ...lost];
  if (!trust && (isServiceAccount(arn.account) || arn.account === "cloudfront")) return ["service"];
  const isNear = near.has(arn.account);
  const isKnown = /^\d{12}$/.test(arn.account);
  const foreign: readonly Population[] = isNear ? [] : ["foreign"];
  const close: readonly Population[] = isNear || !isKnown ? ["near-role", "near-user"] : [];
  if (arn.resource === "root" || isOnlyUnknown(arn.resource)) return [...close, ...foreign];
  if (arn.resource.startsWith("user/")) return isNear ? ["near-user"] : [...close, ...foreign, ...lost];
  if (/^(role|assumed-role)\//.test(arn.resource)) return isNear ? ["near-role"] : [...close, ...foreign, ...lost];
  return [undefined];
}
