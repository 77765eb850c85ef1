import { parseArn } from "../../aws";
import { listed, quote, type Sentence, say } from "./words";

/**
 * Whoever a statement's Principal names, as the subject of `may` or `may not`; undefined where its form is none of AWS's.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function principalsIn(principal: unknown, effect: "Allow" | "Deny"): Sentence | undefined {
  const names = namesIn(principal);
  return (
    names &&
    listed(
      names.map(([type, name]) => subject(type, name, effect)),
      "and",
    )
  );
}

/** Whoever is none of those that NotPrincipal names. */
export function othersThan(principal: unknown): Sentence | undefined {
  const names = namesIn(principal);
  return (
    names &&
    say`whoever is none of ${listed(
      names.map(([type, name]) => named(type, name)),
      "and",
    )}`
  );
}

/** Type and name of each principal; the type of a lone `*` is empty. */
function namesIn(principal: unknown): readonly (readonly [string, string])[] | undefined {
  if (principal === "*") return [["", "*"]];
  if (typeof principal !== "object" || principal === null || Array.isArray(principal)) return undefined;
  const names = Object.entries(principal).flatMap(([type, value]: [string, unknown]) =>
    (Array.isArray(value) ? value : [value]).map((name: unknown) => [type, name] as const),
  );
  const texts = names.filter((one): one is readonly [string, string] => typeof one[1] === "string");
  return names.length > 0 && texts.length === names.length ? texts : undefined;
}

const EVERYBODY: Readonly<Record<string, Sentence>> = {
  "": say`whoever calls, of any account or of none (${quote("*")}),`,
  AWS: say`whoever calls, of any account or of none (${quote("AWS")}: ${quote("*")}),`,
};

function subject(type: string, name: string, effect: "Allow" | "Deny"): Sentence {
  const everybody = name === "*" ? EVERYBODY[type] : undefined;
  if (everybody) return everybody;
  const account = type === "AWS" ? accountIn(name) : undefined;
  if (account === undefined) return named(type, name);
  return effect === "Allow"
    ? say`whoever in ${account} is allowed it by the policies of that account`
    : say`whoever in ${account}`;
}

function named(type: string, name: string): Sentence {
  const everybody = name === "*" ? EVERYBODY[type] : undefined;
  if (everybody) return everybody;
  switch (type) {
    case "AWS":
      return accountIn(name) ?? arnWords(name);
    case "Service":
      return say`the service ${quote(name)}`;
    case "Federated":
      return federated(name);
    case "CanonicalUser":
      return say`the account with the canonical id ${quote(name)}`;
    default:
      return say`the principal ${quote(name)} of type ${quote(type)}`;
  }
}

/** An account that is named by its number or its root. */
function accountIn(name: string): Sentence | undefined {
  if (/^\d{12}$/.test(name)) return say`account ${quote(name)}`;
  const arn = parseArn(name);
  return arn?.service === "iam" && arn.resource === "root" && arn.region === "" ? ofAccount(name) : undefined;
}

function federated(name: string): Sentence {
  const arn = parseArn(name);
  const issuer = arn?.service === "iam" ? /^oidc-provider\/(.+)$/.exec(arn.resource)?.[1] : undefined;
  return arn && issuer
    ? say`whoever has a token of the identity provider ${quote(issuer)} of ${ofAccount(name)}`
    : say`whoever is signed in by ${quote(name)}`;
}

/** A role or user in words where its ARN says no more than they do, else its ARN. */
export function arnWords(text: string): Sentence {
  const arn = parseArn(text);
  if (arn?.service !== "iam" || arn.region !== "" || /[*?$]/.test(text)) return say`the principal ${quote(text)}`;
  const [, kind, name] = /^(role|user)\/(.+)$/.exec(arn.resource) ?? [];
  return kind && name ? say`the ${kind} ${quote(name)} of ${ofAccount(text)}` : say`the principal ${quote(text)}`;
}

function ofAccount(text: string): Sentence {
  const { account = "", partition = "aws" } = parseArn(text) ?? {};
  const where = partition === "aws" ? [] : say` of partition ${quote(partition)}`;
  return say`account ${quote(account)}${where}`;
}
