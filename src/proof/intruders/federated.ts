import { type Choice, conditionsOf, keysWith, MAYBE, type Policy, patternsOn, witnessesOf } from "../../iam";
import { readable } from "../../unknown/unknown-text";
import type { ProofContext, ReadDocument } from "../proof-context";
import { chosenValues } from "../requests/assume-call";
import { ABSENT, contextOf, type Entries, oneValue } from "../requests/context";
import { type AcceptedCallers, issuerIn, leavesProvider, leavesSubject, subjectPatterns } from "./accepted-callers";
import { type Attempt, better, FAILS } from "./attempt";
import { type Callers, policiesOf, sentIn } from "./callers";
import { callOnce, type Door, type Entrance, entering, finalDoor } from "./entrances";
import type { Guard } from "./guards";

import type { ProtectedChain } from "./protected-chain";

/** Anybody with a token or an assertion of `provider`, with claims of their own choice. */
export const federatedOf = (
  provider: string,
  { reading }: Pick<Guard["document"], "reading">,
  accepted: AcceptedCallers,
): Callers => ({
  label: `anybody who signs in through ${readable(provider)}`,
  account: undefined,
  inside: false,
  caller: () => ({ kind: "federated", provider }),
  choices: subjectChoice(provider, reading, accepted),
  entries: (chosen) => ({
    "aws:securetransport": oneValue("true"),
    "aws:multifactorauthpresent": ABSENT,
    "aws:principaltype": oneValue("FederatedUser"),
    "aws:federatedprovider": oneValue(provider),
    "aws:principalisawsservice": oneValue("false"),
    "aws:viaawsservice": oneValue("false"),
    "aws:principalarn": ABSENT,
    "aws:principalaccount": ABSENT,
    "aws:principalorgid": ABSENT,
    "aws:sourceaccount": ABSENT,
    "aws:sourcearn": ABSENT,
    "aws:principalservicename": ABSENT,
    "sts:externalid": ABSENT,
    ...claimsOfOthers(provider, policiesOf([reading])),
    ...(subjectChoice(provider, reading, accepted).length > 0
      ? { [subjectKey(provider)]: chosenValues(chosen, "sub") }
      : {}),
  }),
  witness: (chosen) => ({ provider: readable(provider), ...sentIn(chosen) }),
});

/** Claims that `policies` ask about and that only other issuers make; SAML's keys are one family. */
function claimsOfOthers(provider: string, policies: readonly Policy[]): Entries {
  const [, issuer] = /:oidc-provider\/(.+)$/.exec(provider) ?? [];
  const family = provider.includes(":saml-provider/") ? "saml" : (issuer ?? provider).toLowerCase();
  const claims = keysWith(policies, "").filter(
    (key) => /^(saml|.*[./].*):[a-z_]+$/.test(key) && !/^(aws|sts|s3|kms):/.test(key),
  );
  return Object.fromEntries(claims.filter((key) => !key.startsWith(`${family}:`)).map((key) => [key, ABSENT]));
}

/** The providers that `guard` names and that are not a cluster's; where it names everybody, one of each kind. */
export function otherProvidersIn({ statement, document }: Guard, chain: ProtectedChain): readonly string[] {
  const named = (statement?.principals?.of ?? []).flatMap(({ type, name }) =>
    type === "Federated" && !chain.isCluster(name) ? [name] : [],
  );
  const ofOwner = (provider: string) => `arn:${chain.partition}:iam::${document.owner}:${provider}`;
  const some =
    named.length > 0 && !statement?.principals?.negated
      ? named
      : [ofOwner("oidc-provider/other-provider.example"), ofOwner("saml-provider/other-provider")];
  return some.filter((name) => leavesProvider(chain.accepted, name));
}
const subjectKey = (provider: string): string =>
  provider.includes(":saml-provider/") ? "saml:sub" : `${issuerIn(provider).toLowerCase()}:sub`;

/** The subject, where some subjects are accepted and others are not. */
function subjectChoice(provider: string, reading: ReadDocument, accepted: AcceptedCallers): readonly Choice[] {
  const issuer = issuerIn(provider);
  const left = subjectPatterns(accepted, issuer);
  if (left.length === 0) return [];
  return [
    {
      name: "sub",
      limited: true,
      values: () => {
        const wanted = patternsOn(conditionsOf(policiesOf([reading])), [subjectKey(provider)], contextOf());
        const { values, complete } = witnessesOf([...wanted, ...left], "other");
        return { values: values.filter((one) => leavesSubject(accepted, issuer, one.tokens.join(""))), complete };
      },
    },
  ];
}

/** The ways in through identity providers other than clusters: OIDC, Cognito, SAML. */
export const federatedEntrances = (proof: ProofContext, chain: ProtectedChain, door: Door): readonly Entrance[] =>
  otherProvidersIn(door.guard, chain).map((provider) =>
    callOnce(
      proof,
      door,
      provider.includes(":saml-provider/") ? "sts:AssumeRoleWithSAML" : "sts:AssumeRoleWithWebIdentity",
      federatedOf(provider, door.guard.document, chain.accepted),
    ),
  );

export function federatedIntruder(proof: ProofContext, chain: ProtectedChain, guard: Guard): Attempt {
  if (!guard.statement) return { truth: MAYBE };
  return federatedEntrances(proof, chain, finalDoor(chain, guard)).map(entering).reduce(better, FAILS);
}
