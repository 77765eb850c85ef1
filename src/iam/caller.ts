import { hasUnknown, isOnlyUnknown } from "../unknown/unknown-text";
import { type Glob, literal, matches } from "./glob";
import type { PrincipalName, Statement } from "./policy";
import { and, any, MAYBE, NO, not, or, type Truth, truth, YES } from "./truth";

/** Who sends a request. */
export type Caller =
  | {
      readonly kind: "role";
      /** 12 digits. */
      readonly account: string;
      /** undefined while it is not chosen. */
      readonly roleArn: Glob | undefined;
      /** `arn:aws:sts::111111111111:assumed-role/NAME/SESSION`; undefined where the session's name is not known. */
      readonly sessionArn: Glob | undefined;
    }
  | {
      readonly kind: "user";
      /** 12 digits. */
      readonly account: string;
      /** Of an IAM user, or of the account's root user; undefined while it is not chosen. */
      readonly arn: Glob | undefined;
    }
  /** An account by its canonical user id in S3. */
  | { readonly kind: "canonical"; readonly id: string }
  | { readonly kind: "service"; readonly name: string }
  | { readonly kind: "federated"; readonly provider: string }
  | { readonly kind: "anonymous" };

/** By which name a Principal element takes the caller in: a role's ARN is limited by boundary and session policy, an account's root delegates. */
export interface PrincipalMatch {
  readonly direct: Truth;
  readonly role: Truth;
  readonly account: Truth;
}

const NOBODY: PrincipalMatch = { direct: NO, role: NO, account: NO };
const EVERYBODY: PrincipalMatch = { direct: YES, role: NO, account: NO };
/** What is not known may be any ARN, an account, or `*`. */
const PERHAPS: PrincipalMatch = { direct: MAYBE, role: MAYBE, account: MAYBE };

/** By one way alone, as far as each truth value goes: requests are matched too often to make these anew. */
const byTruth = (match: (truth: Truth) => PrincipalMatch) => [NOBODY, match(MAYBE), match(YES)] as const;
const DIRECTLY = byTruth((direct) => ({ ...NOBODY, direct }));
const AS_ROLE = byTruth((role) => ({ ...NOBODY, role }));
const AS_ACCOUNT = byTruth((account) => ({ ...NOBODY, account }));

export const anyWay = (match: PrincipalMatch): Truth => or(match.direct, or(match.role, match.account));

/**
 * How the Principal (or NotPrincipal) of `statement` takes `caller` in.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function matchPrincipal(statement: Statement, caller: Caller): PrincipalMatch {
  const { principals } = statement;
  if (!principals) return EVERYBODY;
  const named = principals.of.reduce((sum: PrincipalMatch, name) => plus(sum, matchName(name, caller)), NOBODY);
  if (!principals.negated) return named;
  return DIRECTLY[not(statement.effect === "Allow" ? anyWay(named) : exempt(named, caller))];
}

const plus = (a: PrincipalMatch, b: PrincipalMatch): PrincipalMatch =>
  a === NOBODY
    ? b
    : b === NOBODY
      ? a
      : { direct: or(a.direct, b.direct), role: or(a.role, b.role), account: or(a.account, b.account) };

/**
 * A Deny with NotPrincipal spares a session for certain only where its account, role and session
 * are all named: AWS may look at the account first.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
function exempt(named: PrincipalMatch, caller: Caller): Truth {
  if (caller.kind !== "role") return anyWay(named);
  const complete = and(named.direct, and(named.role, named.account));
  return complete === YES ? YES : anyWay(named) === NO ? NO : MAYBE;
}

function matchName(principal: PrincipalName, caller: Caller): PrincipalMatch {
  const { type, name, glob } = principal;
  if (type === "AWS" && name === "*") return EVERYBODY;
  if (type === "AWS" && isOnlyUnknown(name)) return PERHAPS;
  switch (caller.kind) {
    case "anonymous":
      return NOBODY;
    case "service":
      return DIRECTLY[type === "Service" ? matches(literal(name), literal(caller.name)) : NO];
    case "federated":
      return DIRECTLY[type === "Federated" ? matches(glob, literal(caller.provider)) : NO];
    case "canonical":
      return DIRECTLY[type === "CanonicalUser" ? matches(glob, literal(caller.id)) : NO];
    case "user":
      return type === "AWS" ? matchUser(principal, caller) : NOBODY;
    case "role":
      return type === "AWS" ? matchRole(principal, caller) : NOBODY;
  }
}

function matchUser({ name, arn, glob }: PrincipalName, caller: Caller & { readonly kind: "user" }): PrincipalMatch {
  const named = (): PrincipalMatch => AS_ROLE[caller.arn ? matches(glob, caller.arn) : MAYBE];
  if (!arn) return hasUnknown(name) ? named() : NOBODY;
  const sameAccount = arn.account === caller.account ? YES : matches(literal(arn.account), literal(caller.account));
  if (arn.resource === "root") return AS_ACCOUNT[sameAccount];
  return sameAccount !== NO && arn.service === "iam" ? named() : NOBODY;
}

function matchRole({ name, arn, glob }: PrincipalName, caller: Caller & { readonly kind: "role" }): PrincipalMatch {
  const asRole = (): PrincipalMatch => AS_ROLE[caller.roleArn ? matches(glob, caller.roleArn) : MAYBE];
  if (!arn) return hasUnknown(name) ? asRole() : NOBODY;
  const sameAccount = arn.account === caller.account ? YES : matches(literal(arn.account), literal(caller.account));
  if (arn.resource === "root") return AS_ACCOUNT[sameAccount];
  if (sameAccount === NO) return NOBODY;
  if (arn.service === "iam") return asRole();
  return DIRECTLY[caller.sessionArn ? matches(glob, caller.sessionArn) : sessionOfRole(arn.resource, caller)];
}

/** A session of this role, whose session name is not known. */
function sessionOfRole(resource: string, { roleArn }: Caller & { readonly kind: "role" }): Truth {
  if (!roleArn) return MAYBE;
  const [kind, role = ""] = resource.split("/");
  const text = roleArn.tokens.join("");
  return kind === "assumed-role" && (text.endsWith(`/${role}`) || hasUnknown(text)) ? MAYBE : NO;
}

/** Whether any of `names` is `*`: everybody. */
export const namesEverybody = (statement: Statement): boolean =>
  any(statement.principals?.of ?? [], ({ type, name }) => truth(type === "AWS" && name === "*")) === YES;
