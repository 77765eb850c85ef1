import type { Caller, Choice, Chosen, Policy } from "../../iam";
import { readable } from "../../unknown/unknown-text";
import type { Witness } from "../proof";
import type { ProofContext, ReadDocument } from "../proof-context";
import { ABSENT, type Entries, oneValue } from "../requests/context";
import type { AcceptedCallers } from "./accepted-callers";

/** Callers of one kind: who they are, and what they choose about themselves. */
export interface Callers {
  /** For people: `a role of account 111111111111`. */
  readonly label: string;
  /** Of the callers; undefined for anonymous ones and services. */
  readonly account: string | undefined;
  /** Whether the caller is in an account of the world, where its service control policies bind. */
  readonly inside: boolean;
  readonly caller: (chosen: Chosen) => Caller;
  /** What a request of theirs carries, whatever it asks. */
  readonly entries: (chosen: Chosen) => Entries;
  readonly choices: readonly Choice[];
  readonly witness: (chosen: Chosen | undefined) => Witness;
}

/** What the callers of a statement meet. */
export interface Meeting {
  readonly proof: ProofContext;
  /** All policies that may tell their requests apart. */
  readonly policies: readonly Policy[];
  /** What requests have of what they are about: its tags, its account. */
  readonly place: Entries;
  readonly partition: string;
  /** ARNs that are no intruder's. */
  readonly excluded: ReadonlySet<string>;
  /** Callers that the reader has accepted. */
  readonly accepted: AcceptedCallers;
}

export const policiesOf = (readings: readonly (ReadDocument | undefined)[]): readonly Policy[] =>
  readings.flatMap((reading) => (reading?.policy ? [reading.policy] : []));

export const UNSEEN_TRUST: ReadDocument = {
  policy: undefined,
  label: "the role's trust policy",
  location: { file: "", pointer: "", line: 0 },
};

/** What callers have chosen, in words. */
export const sentIn = (chosen: Chosen | undefined): Witness =>
  Object.fromEntries(
    [...(chosen ?? [])].flatMap(([name, text]) =>
      text && name !== "role" && name !== "user" ? [[name, readable(text.tokens.join(""))]] : [],
    ),
  );

const UNSIGNED: Entries = {
  "aws:securetransport": oneValue("true"),
  "aws:multifactorauthpresent": ABSENT,
  "aws:principalarn": ABSENT,
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalaccount
  "aws:principalaccount": oneValue("anonymous"),
  "aws:principalorgid": ABSENT,
  "aws:principalorgpaths": ABSENT,
  "aws:principaltype": oneValue("Anonymous"),
  "aws:principalisawsservice": oneValue("false"),
  "aws:viaawsservice": oneValue("false"),
  "aws:calledvia": ABSENT,
  "aws:sourceaccount": ABSENT,
  "aws:sourcearn": ABSENT,
  "aws:sourceorgid": ABSENT,
  "aws:principalservicename": ABSENT,
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
  "aws:userid": oneValue("anonymous"),
  // of sessions alone
  "aws:federatedprovider": ABSENT,
  "aws:multifactorauthage": ABSENT,
  "aws:sourceidentity": ABSENT,
  "aws:tokenissuetime": ABSENT,
  "aws:username": ABSENT,
  "kms:calleraccount": ABSENT,
};

export const ANYBODY: Callers = {
  label: "anybody, unsigned",
  account: undefined,
  inside: false,
  caller: () => ({ kind: "anonymous" }),
  entries: () => UNSIGNED,
  choices: [],
  witness: (chosen) => ({ caller: "anybody", ...sentIn(chosen) }),
};

/** The account that S3 knows by the canonical id `id`. */
export const canonicalOf = (id: string): Callers => ({
  label: `the account with the canonical id ${readable(id)}`,
  account: undefined,
  inside: false,
  caller: () => ({ kind: "canonical", id }),
  entries: () => ({
    "aws:securetransport": oneValue("true"),
    "aws:principalisawsservice": oneValue("false"),
    "aws:viaawsservice": oneValue("false"),
    "aws:sourceaccount": ABSENT,
    "aws:sourcearn": ABSENT,
    "aws:principalservicename": ABSENT,
  }),
  choices: [],
  witness: (chosen) => ({ caller: readable(id), ...sentIn(chosen) }),
});
