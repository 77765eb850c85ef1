import { parseArn, STS_AUDIENCE } from "../../aws";
import { type Context, glob, literal, matches, NO, type Request } from "../../iam";
import type { Role } from "../../inventory";
import { inputsIn } from "../../unknown/inputs";
import { areTwoIssuers } from "../../unknown/unknown-forms";
import { hasUnknown, readable } from "../../unknown/unknown-text";
import { UnknownValue } from "../../unknown/unknown-value";
import { type IrsaChain, providerArnOf } from "../chains";
import { fixBy } from "../fix-by";
import type { ProofContext, ReadDocument } from "../proof-context";
import { ABSENT, contextOf, oneValue } from "../requests/context";
import { withRoleTags } from "../requests/resource-tags";
import { trustStatements } from "../role-trusts";
import { hopOf, type JudgedHop, malformedHop, plainHop } from "./hop";
import { notItsIssuer } from "./other-issuer";
import { statementFor, trustQuestion } from "./policy-questions";
import { assumeRaised } from "./raised-quotas";
import { refused } from "./refusal-code";
import { roleNamed } from "./role-by-arn";
import { serviceAccountHop } from "./service-account";

const ACTION = "sts:AssumeRoleWithWebIdentity";
const NOT_AUTHORIZED = `An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform ${ACTION}`;

export const subjectOf = ({
  namespace,
  serviceAccount,
}: {
  readonly namespace: string;
  readonly serviceAccount: string;
}): string => `system:serviceaccount:${namespace}:${serviceAccount}`;

/** The hops before the grants. */
export function irsaHops(proof: ProofContext, chain: IrsaChain): readonly JudgedHop[] {
  const role = chain.roleArn instanceof UnknownValue ? undefined : proof.inventory.roleByArn(chain.roleArn);
  return [serviceAccountHop(proof, chain), oidcProviderHop(proof, chain, role), targetTrustHop(proof, chain)];
}

function oidcProviderHop(proof: ProofContext, chain: IrsaChain, role: Role | undefined): JudgedHop {
  const { issuer, audience, roleArn } = chain;
  const trust = role && proof.read(role.trust, "trust");
  const federated = (trust?.policy?.statements ?? []).flatMap(({ effect, principals }) =>
    effect === "Allow" ? (principals?.of ?? []).flatMap(({ type, name }) => (type === "Federated" ? [name] : [])) : [],
  );
  const account = roleArn instanceof UnknownValue ? undefined : parseArn(roleArn)?.account;
  const foreign = federated.filter((name) => {
    const owner = parseArn(name)?.account;
    return owner !== undefined && owner !== account && !hasUnknown(owner);
  });
  if (role && foreign.length > 0 && foreign.length === federated.length)
    return foreignProvider(role, foreign[0] ?? "", issuer);
  if (issuer === undefined || account === undefined)
    return plainHop("oidc-provider", "unknown", {
      code: "issuer-not-known",
      message: "the issuer is not known: neither a cluster nor a trust policy that was read names it",
      fix: "Add the stack of the role, or assert the issuer in a postcondition on the aws_eks_cluster data source.",
    });
  const open = chain.issuerVerified ? undefined : chain.serviceAccountObject?.openIssuer;
  const nobodys = open && notItsIssuer(chain, open, issuer);
  if (nobodys)
    return plainHop("oidc-provider", "denied", {
      resource: role ? readable(providerArnOf(role, issuer)) : issuer,
      code: "provider-not-seen",
      message: `the role's trust policy names ${issuer}, ${nobodys}`,
      awsError: `InvalidIdentityToken: No OpenIDConnect provider found in your account for https://ISSUER`,
      fix: "Refer to the cluster's issuer in the trust policy.",
      ...(role ? { location: role.trust.location } : {}),
    });
  if (open?.isMade && !hasUnknown(issuer))
    return plainHop("oidc-provider", "unknown", {
      code: "issuer-not-known",
      message: `the role's trust policy names ${issuer}, and whether that is the issuer of the cluster is known only after apply`,
      fix: "Refer to the cluster's issuer in the trust policy, or prove the state after apply.",
      ...(role ? { location: role.trust.location } : {}),
    });
  const doubtful = chain.serviceAccountObject?.doubtfulIssuer;
  if (!chain.issuerVerified && doubtful !== undefined && doubtful !== issuer)
    return plainHop("oidc-provider", "unknown", {
      code: "issuer-not-known",
      message: `the role's trust policy names ${readable(issuer)}, a cluster of that name has ${readable(doubtful)}, and whether it is this one is not known: what signs the provider's tokens may be of another account`,
      fix: "Give the Kubernetes provider the cluster's ARN as config_context, or refer to the cluster in it.",
      ...(role ? { location: role.trust.location } : {}),
    });
  if (!chain.issuerVerified) notVerified(proof, chain, issuer, role);
  return providerHop(proof, issuer, account, audience, role);
}

/** The issuer that only the role's trust policy names. */
function notVerified(
  proof: ProofContext,
  { serviceAccountObject }: IrsaChain,
  issuer: string,
  role: Role | undefined,
): void {
  // Without a service account, only the cluster with the issuer is meant.
  if (!serviceAccountObject && proof.inventory.clusterIssuers.has(issuer)) return;
  const at = role ? { location: role.trust.location } : {};
  const fix = "Assert it in a postcondition on the aws_eks_cluster data source, or prove the state.";
  if (serviceAccountObject)
    proof.warn({
      code: "issuer-not-verified",
      hop: "oidc-provider",
      message: `only the role's trust policy names ${issuer} as the issuer of this cluster`,
      fix,
      ...at,
    });
  proof.assume({
    id: "issuer-not-verified",
    subject: readable(issuer),
    for: "oidc-provider",
    message: `${readable(issuer)} is the issuer of the cluster; only the role's trust policy names it. ${fix}`,
    ...at,
  });
}

function foreignProvider(role: Role, name: string, issuer: string | undefined): JudgedHop {
  const here = issuer === undefined ? `arn:aws:iam::${role.account}:oidc-provider/ISSUER` : providerArnOf(role, issuer);
  return plainHop("oidc-provider", "denied", {
    resource: readable(name),
    code: "provider-in-another-account",
    message: `the trust policy of ${role.resource.address} names an identity provider of account ${parseArn(name)?.account}; IAM looks for it in the role's own account ${role.account}`,
    awsError: `${NOT_AUTHORIZED} (or InvalidIdentityToken: No OpenIDConnect provider found in your account for https://${issuer ?? "ISSUER"})`,
    fix: `Create aws_iam_openid_connect_provider for https://${issuer ?? "ISSUER"} in account ${role.account} and trust that one: ${readable(here)}`,
    location: role.trust.location,
  });
}

function providerHop(
  proof: ProofContext,
  issuer: string,
  account: string,
  audience: string | UnknownValue,
  role: Role | undefined,
): JudgedHop {
  const here = proof.providersOf(issuer).filter((one) => one.account === account);
  const provider = here.find((one) => one.resource.indefinite === undefined) ?? here[0];
  if (!provider)
    return plainHop("oidc-provider", "unknown", {
      resource: role ? readable(providerArnOf(role, issuer)) : issuer,
      code: "provider-not-seen",
      message: `what was read shows no identity provider for https://${issuer} in account ${account}`,
      awsError: `InvalidIdentityToken: No OpenIDConnect provider found in your account for https://${issuer}`,
      ...fixBy(
        inputsIn(issuer),
        `Create aws_iam_openid_connect_provider for it in account ${account}, or read it with a data source if it is there already.`,
      ),
      ...(role ? { location: role.trust.location } : {}),
    });
  const { clientIds, resource } = provider;
  const at = { resource: readable(provider.arn), location: resource.location() };
  if (provider.refusal) return plainHop("oidc-provider", "denied", { ...at, ...refused(provider.refusal) });
  if (resource.indefinite !== undefined)
    return plainHop("oidc-provider", "unknown", {
      ...at,
      code: "provider-not-seen",
      message: `${resource.address}: ${resource.indefinite.reason}`,
      ...fixBy(resource.indefinite.advice),
    });
  const isOpen =
    clientIds instanceof UnknownValue ||
    (!clientIds.includes(audience) && clientIds.some((one) => one instanceof UnknownValue));
  if (isOpen && resource.mode === "data" && audience === STS_AUDIENCE) {
    proof.assume({
      id: "provider-not-read",
      subject: readable(provider.arn),
      for: "oidc-provider",
      message: `the provider accepts the audience ${STS_AUDIENCE}: ${resource.address} shows that it exists, not its client_id_list. Add the stack that makes it, or prove the state`,
      location: resource.location(),
    });
    return plainHop("oidc-provider", "allowed", at);
  }
  if (isOpen || audience instanceof UnknownValue)
    return plainHop("oidc-provider", "unknown", {
      ...at,
      code: "audience-not-known",
      message: "the audience, or the provider's list of them, is not known",
      fix: "Add the stack that makes the provider to the command line, or prove the state.",
    });
  if (!clientIds.includes(audience))
    return plainHop("oidc-provider", "denied", {
      ...at,
      code: "audience-not-registered",
      message: `${resource.address} takes ${clientIds.map((one) => JSON.stringify(one)).join(", ") || "no audience"}, the token's is "${audience}"`,
      awsError:
        "An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: Incorrect token audience",
      fix: `Write ${JSON.stringify({ client_id_list: [...clientIds, audience] })}`,
      location: resource.location("client_id_list"),
    });
  return plainHop("oidc-provider", "allowed", at);
}

/** What STS shows of a token. Keys of the issuer that a service account's token does not have are missing. */
export function webIdentityContext(
  proof: ProofContext,
  issuer: string,
  providerArn: string,
  subject: string | undefined,
  audience: string | undefined,
): Context {
  const context = contextOf({
    [`${issuer.toLowerCase()}:sub`]: oneValue(subject),
    [`${issuer.toLowerCase()}:aud`]: oneValue(audience),
    "aws:federatedprovider": oneValue(providerArn),
    "aws:securetransport": oneValue("true"),
    "aws:multifactorauthpresent": ABSENT,
    "aws:principaltype": oneValue("FederatedUser"),
    "aws:resourceorgid": oneValue(proof.organisation),
    "aws:resourceaccount": oneValue(parseArn(providerArn)?.account),
    "aws:tagkeys": ABSENT,
    "sts:transitivetagkeys": ABSENT,
    "sts:externalid": ABSENT,
  });
  return (lowerKey) =>
    /^aws:(requesttag|principaltag)\//.test(lowerKey) || isOtherIssuers(lowerKey, issuer) ? ABSENT : context(lowerKey);
}

/** `accounts.google.com:sub` and the like are there only for tokens of that issuer, which may be unknown. */
function isOtherIssuers(lowerKey: string, issuer: string): boolean {
  const [, named = ""] = /^(.*[./].*):(?:sub|aud|amr|azp|oaud)$/s.exec(lowerKey) ?? [];
  const own = issuer.toLowerCase();
  return named !== "" && (areTwoIssuers(named, own) || matches(literal(named), literal(own)) === NO);
}

function targetTrustHop(proof: ProofContext, chain: IrsaChain): JudgedHop {
  const found = roleNamed(proof, chain.roleArn, "target-trust", ACTION);
  if ("hop" in found) return found.hop;
  const { role } = found;
  const trust = proof.read(role.trust, "trust");
  const bad = malformedHop("target-trust", ACTION, role.arn, [trust]);
  if (bad) return bad;
  assumeRaised(proof, role, "trust", "target-trust");
  const { issuer, audience } = chain;
  if (issuer === undefined) return withoutIssuer(proof, role, trust);
  const providerArn = providerArnOf(role, issuer);
  const token = webIdentityContext(
    proof,
    issuer,
    providerArn,
    chain.unknown ? undefined : subjectOf(chain),
    audience instanceof UnknownValue ? undefined : audience,
  );
  const request: Request = {
    action: literal(ACTION.toLowerCase()),
    resource: literal(role.arn),
    caller: { kind: "federated", provider: providerArn },
    context: withRoleTags(
      proof,
      role.arn,
      chain.pattern ? (key) => (key === `${issuer.toLowerCase()}:sub` ? [glob(subjectOf(chain))] : token(key)) : token,
    ),
  };
  const wanted = wantedStatement(chain, issuer, providerArn);
  const question = trustQuestion(proof, trust, request, { action: ACTION, wanted, awsError: NOT_AUTHORIZED });
  return hopOf("target-trust", role.arn, [question]);
}

const wantedStatement = (chain: IrsaChain, issuer: string, providerArn: string) => ({
  ...statementFor(ACTION, { Federated: providerArn }),
  Condition: { StringEquals: { [`${issuer}:sub`]: subjectOf(chain), [`${issuer}:aud`]: chain.audience } },
});

/** No issuer: the trust policy names no identity provider, or one that is not known, or is not known itself. */
function withoutIssuer(proof: ProofContext, role: Role, trust: ReadDocument): JudgedHop {
  const provider = namedOnlyByApply(proof, role);
  const unknown = trust.unknown?.reason ?? (provider && `it names the identity provider ${readable(provider)}`);
  return plainHop("target-trust", unknown === undefined ? "denied" : "unknown", {
    action: ACTION,
    resource: readable(role.arn),
    code: unknown === undefined ? "no-statement" : "policy-not-known",
    message:
      unknown === undefined ? `${trust.label} names no identity provider` : `${trust.label} is not known: ${unknown}`,
    ...(unknown === undefined
      ? {
          awsError: NOT_AUTHORIZED,
          fix: "Assert the cluster's issuer in a postcondition on aws_eks_cluster, or prove its state; then the fix can name what this trust policy lacks.",
        }
      : fixBy(
          trust.unknown?.advice ?? inputsIn(provider ?? ""),
          "Give the value with --var, or prove the plan or the state.",
        )),
    location: trust.location,
  });
}

/** What a trust policy names as an identity provider though no ARN of one stands in it. */
function namedOnlyByApply(proof: ProofContext, role: Role): string | undefined {
  const principals = trustStatements(proof, role).flatMap(({ effect, principals: some }) =>
    effect === "Allow" ? (some?.of ?? []) : [],
  );
  return principals.find(({ type, name }) => type === "Federated" && hasUnknown(name))?.name;
}
