import { isServiceAccount, parseArn } from "../../aws";
import {
  and,
  type Candidates,
  type Choice,
  type Chosen,
  conditionsOf,
  exactly,
  type Glob,
  keysWith,
  literal,
  MAYBE,
  OPEN,
  type Policy,
  patternsOn,
  witnessesOf,
} from "../../iam";
import { hasUnknown, readable, unknownText } from "../../unknown/unknown-text";
import type { ProofContext } from "../proof-context";
import { chosenValues } from "../requests/assume-call";
import { ABSENT, contextOf, type Entries, oneValue } from "../requests/context";
import { leavesAccount, leavesArn, leavesService } from "./accepted-callers";
import { rolesOf } from "./account-callers";
import { type Attempt, better, FAILS } from "./attempt";
import { type Callers, sentIn } from "./callers";
import { callOnce, type Door, type Entrance, entering, finalDoor } from "./entrances";
import { type Guard, isTrust } from "./guards";
import type { ProtectedChain } from "./protected-chain";

/** Which sources a service acts for: those that nothing of ours owns, or any. */
export type Sources = "foreign" | "any";

const SOURCE_KEYS = ["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceowner"] as const;
const isContext = (key: string): boolean => key.startsWith("kms:encryptioncontext:");

/**
 * An AWS service, acting for a source of its choice.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function serviceOf(
  proof: ProofContext,
  chain: ProtectedChain,
  name: string,
  policies: readonly Policy[],
  sources: Sources,
): Callers {
  const ours = (account: string): boolean => chain.near.has(account) || proof.inventory.accounts.has(account);
  const isOurs = (key: string, value: Glob | undefined): boolean => {
    const text = value?.tokens.join("");
    if (text === undefined) return false;
    if (key === "aws:sourceaccount" || key === "aws:sourceowner") return ours(text);
    if (key === "aws:sourceorgid") return text === proof.organisation;
    // the ARN of something that apply makes is of the world
    if (hasUnknown(text)) return true;
    if (isContext(key)) return [...chain.near, ...proof.inventory.accounts].some((account) => text.includes(account));
    const arn = parseArn(text);
    if (arn?.account) return ours(arn.account);
    return proof.inventory.targetByArn(text.replace(/\/.*$/, "")) !== undefined;
  };
  const conditions = conditionsOf(policies);
  const keys = [...SOURCE_KEYS, ...keysWith(policies, "kms:encryptioncontext:")];
  const choice = (key: string): Choice => ({
    name: key,
    values: (chosen): Candidates => {
      const { values, complete } = witnessesOf(patternsOn(conditions, [key], contextOf(entries(chosen))), fresh(key));
      const kept = sources === "any" ? values : values.filter((value) => !isOurs(key, value));
      return { values: [...kept, undefined], complete };
    },
  });
  const entries = (chosen: Chosen): Entries => ({
    "aws:securetransport": oneValue("true"),
    "aws:multifactorauthpresent": ABSENT,
    "aws:principalisawsservice": oneValue("true"),
    "aws:principalservicename": oneValue(name),
    "aws:principaltype": oneValue("AWSService"),
    "aws:principalarn": ABSENT,
    // every request has one, and a service's is no customer's:
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalaccount
    "aws:principalaccount": oneValue("an account of AWS"),
    "aws:principalorgid": ABSENT,
    "aws:principalorgpaths": ABSENT,
    "aws:username": ABSENT,
    "aws:userid": ABSENT,
    "aws:federatedprovider": ABSENT,
    "kms:calleraccount": ABSENT,
    "sts:externalid": ABSENT,
    ...Object.fromEntries(keys.map((key) => [key, chosenValues(chosen, key)])),
  });
  return {
    label: `the AWS service ${name}${sources === "foreign" ? ", on behalf of any account" : ""}`,
    account: undefined,
    inside: false,
    caller: () => ({ kind: "service", name }),
    entries,
    choices: keys.filter((key) => keysWith(policies, key).includes(key)).map(choice),
    witness: (chosen) => ({ service: name, ...sentIn(chosen) }),
  };
}

const fresh = (key: string): string =>
  key === "aws:sourceaccount" || key === "aws:sourceowner"
    ? "999999999999"
    : key === "aws:sourcearn"
      ? "arn:aws:s3:::somebody-elses-bucket"
      : "somebody-elses";

const GENERIC = "any-service.amazonaws.com";

/** The services that `guard` names; one for all where it names everybody. */
export const servicesIn = ({ statement, document }: Guard): readonly string[] => {
  const trust = isTrust(document);
  const names = (statement?.principals?.of ?? []).flatMap(({ type, name }) =>
    type === "Service" && !(trust && name === "pods.eks.amazonaws.com") ? [name] : [],
  );
  return names.length > 0 && !statement?.principals?.negated ? names : [GENERIC];
};

/** Those that the reader has not accepted. */
export const servicesLeft = (chain: ProtectedChain, guard: Guard): readonly string[] =>
  servicesIn(guard).filter((name) => leavesService(chain.accepted, name));

/** Accounts of AWS's own that `guard` names, but those that the reader has accepted. */
export const serviceAccountsIn = ({ accepted }: ProtectedChain, { statement }: Guard): readonly string[] =>
  (statement?.principals?.of ?? []).flatMap(({ arn }) =>
    arn && isServiceAccount(arn.account) && leavesAccount(accepted, arn.account) ? [arn.account] : [],
  );

export const serviceAccountOf = (meeting: Parameters<typeof rolesOf>[0], account: string): Callers => ({
  ...rolesOf(meeting, account, false),
  label: `Elastic Load Balancing (account ${account})`,
});

/**
 * CloudFront's origin access identities that `guard` names. Whose distributions use one does not show in its name.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
 */
export const originAccessIdentitiesIn = ({ accepted }: ProtectedChain, { statement }: Guard): readonly Callers[] =>
  (statement?.principals?.of ?? []).flatMap(({ name, arn }) =>
    arn?.account === "cloudfront" && leavesArn(accepted, name) ? [originAccessIdentityOf(name)] : [],
  );

const originAccessIdentityOf = (name: string): Callers => ({
  label: `CloudFront, as ${readable(name)}`,
  account: undefined,
  inside: false,
  caller: () => ({ kind: "user", account: "cloudfront", arn: literal(name) }),
  entries: () => ({ "aws:securetransport": OPEN, "aws:sourceaccount": ABSENT, "aws:sourcearn": ABSENT }),
  choices: [],
  witness: (chosen) => ({ caller: readable(name), ...sentIn(chosen) }),
});

/** The ways in for services other than EKS. */
export const serviceEntrances = (proof: ProofContext, chain: ProtectedChain, door: Door): readonly Entrance[] =>
  servicesLeft(chain, door.guard).map((name) => {
    const { policy } = door.guard.document.reading;
    const entrance = callOnce(
      proof,
      door,
      "sts:AssumeRole",
      serviceOf(proof, chain, name, policy ? [policy] : [], "any"),
    );
    return {
      ...entrance,
      choices: entrance.choices.map((one) => (PASSED.test(one.name) ? passedBy(name, one) : one)),
      // a service that is not known may be EKS, whose pods are searched apart
      enters: (chosen) => (hasUnknown(name) ? and(entrance.enters(chosen), MAYBE) : entrance.enters(chosen)),
    };
  });

const PASSED = /^(aws:requesttag\/|aws:tagkeys$|sts:transitivetagkeys$)/;

/**
 * Session tags that a service passes are its own choice, and most pass none.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
const passedBy = (service: string, { name }: Choice): Choice => ({
  name,
  values: () => exactly([undefined, literal(unknownText(`a tag that ${service} passes`))]),
});

export function serviceIntruder(proof: ProofContext, chain: ProtectedChain, guard: Guard): Attempt {
  if (!guard.statement) return { truth: MAYBE };
  return serviceEntrances(proof, chain, finalDoor(chain, guard)).map(entering).reduce(better, FAILS);
}
