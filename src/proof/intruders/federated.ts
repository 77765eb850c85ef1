import { keysWith, MAYBE, type Policy } from "../../iam";
import { readable } from "../../unknown/unknown-text";
import type { ProofContext } from "../proof-context";
import { ABSENT, type Entries, oneValue } from "../requests/context";
import { type Attempt, better, FAILS } from "./attempt";
import { type Callers, policiesOf, sentIn } from "./callers";
import { callOnce, type Door, type Entrance, entering, finalDoor } from "./entrances";
import type { Guard } from "./guards";
import type { ProtectedChain } from "./protected-chain";

/** Whoever has a token or an assertion of `provider`, with claims of its own choice. */
export const federatedOf = (provider: string, policies: readonly Policy[]): Callers => ({
  label: `whoever signs in through ${readable(provider)}`,
  account: undefined,
  inside: false,
  caller: () => ({ kind: "federated", provider }),
  entries: () => ({
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
    ...claimsOfOthers(provider, policies),
  }),
  choices: [],
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

/** The providers that `guard` names and that are no cluster's; where it names everybody, one of each kind. */
export function otherProvidersIn({ statement, document }: Guard, chain: ProtectedChain): readonly string[] {
  const named = (statement?.principals?.of ?? []).flatMap(({ type, name }) =>
    type === "Federated" && !chain.isCluster(name) ? [name] : [],
  );
  const ofOwner = (provider: string) => `arn:${chain.partition}:iam::${document.owner}:${provider}`;
  const some =
    named.length > 0 && !statement?.principals?.negated
      ? named
      : [ofOwner("oidc-provider/other-provider.example"), ofOwner("saml-provider/other-provider")];
  return some.filter((name) => !chain.accepted.includes(name));
}

/** The ways in through identity providers other than clusters: OIDC, Cognito, SAML. */
export const federatedEntrances = (proof: ProofContext, chain: ProtectedChain, door: Door): readonly Entrance[] =>
  otherProvidersIn(door.guard, chain).map((provider) =>
    callOnce(
      proof,
      door,
      provider.includes(":saml-provider/") ? "sts:AssumeRoleWithSAML" : "sts:AssumeRoleWithWebIdentity",
      federatedOf(provider, policiesOf([door.guard.document.reading])),
    ),
  );

export function federatedIntruder(proof: ProofContext, chain: ProtectedChain, guard: Guard): Attempt {
  if (!guard.statement) return { truth: MAYBE };
  return federatedEntrances(proof, chain, finalDoor(chain, guard)).map(entering).reduce(better, FAILS);
}
