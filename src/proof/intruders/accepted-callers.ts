import { type Glob, glob, literal, matches, YES } from "../../iam";
import type { Who } from "../who";
import type { Population } from "./guards";

/**
 * The callers of a class that a search leaves out, since the reader has accepted them; with `only` those whom it
 * searches alone, to find out whether there is anybody to accept.
 */
export interface AcceptedCallers {
  readonly whos: readonly Who[];
  readonly only: boolean;
}

export const NOBODY_ACCEPTED: AcceptedCallers = { whos: [], only: false };

type Kind = Who["kind"];

/** What callers of a population have; no caller is named by a property that its population lacks. */
const HAVE: Readonly<Record<Population, readonly Kind[]>> = {
  association: ["account"],
  token: ["issuer", "service", "arn"],
  federated: ["issuer", "service", "arn"],
  service: ["service", "account", "arn"],
  "near-role": ["account", "arn", "session", "organisation"],
  "near-user": ["account", "arn", "organisation"],
  foreign: ["account", "arn", "session", "organisation"],
  canonical: [],
  anonymous: [],
};

export const canBe = ({ whos, only }: AcceptedCallers, population: Population): boolean =>
  !only || whos.some(({ kind }) => HAVE[population].includes(kind));

/** Whether callers are left; `names` decides whether one of the accepted kinds `kinds` names them. */
function isLeft({ whos, only }: AcceptedCallers, kinds: readonly Kind[], names: (who: Who) => boolean): boolean {
  const telling = whos.filter(({ kind }) => kinds.includes(kind));
  return only ? telling.length === 0 || telling.some(names) : !telling.some(names);
}

const covers = (pattern: string, text: string): boolean => matches(glob(pattern), literal(text)) === YES;

export const leavesAccount = (accepted: AcceptedCallers, account: string): boolean =>
  isLeft(accepted, ["account"], ({ text }) => text === account);

export const leavesOrganisation = (accepted: AcceptedCallers, id: string): boolean =>
  isLeft(accepted, ["organisation"], ({ text }) => text === id);

export const leavesArn = (accepted: AcceptedCallers, arn: string): boolean =>
  isLeft(accepted, ["arn"], ({ text }) => covers(text, arn));

export const leavesSession = (accepted: AcceptedCallers, arn: string): boolean =>
  isLeft(accepted, ["session"], ({ text }) => covers(text, arn));

export const leavesService = (accepted: AcceptedCallers, name: string): boolean =>
  isLeft(accepted, ["service"], ({ text }) => text === name);

/** The issuer of an OIDC provider, without `https://`; the name of another provider as it is. */
export const issuerIn = (provider: string): string => provider.replace(/^.*:oidc-provider\//, "");

/** Whether some tokens or assertions of the provider are left. */
export const leavesProvider = (accepted: AcceptedCallers, provider: string): boolean =>
  isLeft(accepted, ["arn", "issuer", "service"], (who) => {
    if (who.kind === "arn") return covers(who.text, provider);
    if (who.kind === "issuer" && who.subject !== undefined && !accepted.only) return false;
    return who.text === issuerIn(provider);
  });

const subjectsAt = ({ whos }: AcceptedCallers, issuer: string): readonly string[] =>
  whos.flatMap((who) =>
    who.kind === "issuer" && who.subject !== undefined && who.text === issuer ? [who.subject] : [],
  );

/** Patterns of the subjects of `issuer` that are accepted: a search has to distinguish them from others. */
export const subjectPatterns = (accepted: AcceptedCallers, issuer: string): readonly Glob[] =>
  subjectsAt(accepted, issuer).map(glob);

export function leavesSubject(accepted: AcceptedCallers, issuer: string, subject: string): boolean {
  const subjects = subjectsAt(accepted, issuer);
  const named = subjects.some((pattern) => covers(pattern, subject));
  return accepted.only ? subjects.length === 0 || named : !named;
}

/** The globs of `kind`, which a search has to distinguish from other names. */
export const globsOf = ({ whos }: AcceptedCallers, kind: "arn" | "session"): readonly Glob[] =>
  whos.flatMap((who) => (who.kind === kind ? [glob(who.text)] : []));

export const organisationsIn = ({ whos }: AcceptedCallers): readonly string[] =>
  whos.flatMap((who) => (who.kind === "organisation" ? [who.text] : []));
