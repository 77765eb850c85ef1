import { issuerInProviderArn, oidcProviderArn, parseArn, STS_AUDIENCE } from "../aws";
import { groupBy } from "../collections/group-by";
import { readPolicy, type Statement } from "../iam";
import type { Association, Role, ServiceAccount } from "../inventory";
import type { Resource } from "../terraform/world";
import { hasUnknown } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import { type ChainName, chainIds, chainKey, type Identified, idPart, type Pod } from "./chain-id";
import type { ProofContext } from "./proof-context";

export interface PodIdentityChain extends Pod {
  readonly mechanism: "pod-identity";
  readonly account: string | null;
  readonly region: string | null;
  /** The first is judged; more than one is one too many. */
  readonly associations: readonly [Association, ...Association[]];
}

export interface IrsaChain extends Pod {
  readonly mechanism: "irsa";
  readonly account: string | null;
  readonly region: string | null;
  /** undefined for a chain found from a trust policy alone. */
  readonly serviceAccountObject: ServiceAccount | undefined;
  readonly roleArn: string | UnknownValue;
  /** Without https://; undefined where neither cluster nor trust policy tells. */
  readonly issuer: string | undefined;
  /** Whether the cluster itself said so. */
  readonly issuerVerified: boolean;
  readonly audience: string | UnknownValue;
}

export type Chain = PodIdentityChain | IrsaChain;

export interface NamedChain extends ChainName {
  readonly chain: Chain;
}

/** All chains of the world, with their ids and keys, sorted by id. */
export function chainsOf(proof: ProofContext): readonly NamedChain[] {
  const chains: Chain[] = [...podIdentityChains(proof), ...irsaChains(proof)];
  const ids = chainIds(chains.map(identified));
  return chains
    .map((chain, index) => ({ id: ids[index] ?? "", key: keyOf(chain), chain }))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.chain.mechanism < b.chain.mechanism ? 1 : -1));
}

function identified(chain: Chain): Identified {
  const role = finalRoleArn(chain);
  return { ...chain, role: role instanceof UnknownValue ? undefined : role, resource: resourceOf(chain) };
}

/** What makes a chain; undefined where only a trust policy tells of it. */
const resourceOf = (chain: Chain): Resource | undefined =>
  chain.mechanism === "irsa" ? chain.serviceAccountObject?.resource : chain.associations[0].resource;

/** Of what the chain itself is made of: an issuer that is only taken from its role's trust policy is none of it. */
function keyOf(chain: Chain): string {
  if (chain.mechanism === "irsa") {
    const { serviceAccountObject: object, issuer, issuerVerified, roleArn } = chain;
    const pod = object ? [object.namespace, object.name] : [chain.namespace, chain.serviceAccount];
    return chainKey("irsa", [object && !issuerVerified ? undefined : issuer, ...pod, roleArn], resourceOf(chain));
  }
  const { account, region, associations } = chain;
  const [{ cluster, namespace, serviceAccount }] = associations;
  const name = cluster instanceof UnknownValue ? cluster : cluster.name;
  return chainKey("pod-identity", [account, region, name, namespace, serviceAccount], resourceOf(chain));
}

function podIdentityChains({ inventory }: ProofContext): readonly PodIdentityChain[] {
  const byPod = new Map<string, [Association, ...Association[]]>();
  for (const association of inventory.associations) {
    if (association.resource.indefinite) continue;
    const { cluster, namespace, serviceAccount } = association;
    const place = cluster instanceof UnknownValue ? "" : `${cluster.account}:${cluster.region ?? ""}:${cluster.name}`;
    const key = [place, idPart(namespace), idPart(serviceAccount)].join("/");
    const same = byPod.get(key);
    if (same) same.push(association);
    else byPod.set(key, [association]);
  }
  return [...byPod.values()].map((associations) => {
    const [{ cluster, namespace, serviceAccount }] = associations;
    return {
      mechanism: "pod-identity",
      cluster: idPart(cluster instanceof UnknownValue ? cluster : cluster.name),
      account: cluster instanceof UnknownValue ? null : cluster.account,
      region: cluster instanceof UnknownValue ? null : (cluster.region ?? null),
      namespace: idPart(namespace),
      serviceAccount: idPart(serviceAccount),
      associations,
    };
  });
}

function irsaChains(proof: ProofContext): readonly IrsaChain[] {
  const annotated = proof.inventory.serviceAccounts.filter(
    ({ roleArn, resource }) => roleArn !== undefined && !resource.indefinite,
  );
  return [...annotated.map((object) => annotatedChain(proof, object)), ...trustedChains(proof)];
}

function annotatedChain(proof: ProofContext, object: ServiceAccount): IrsaChain {
  const roleArn = object.roleArn ?? "";
  const role = roleArn instanceof UnknownValue ? undefined : proof.inventory.roleByArn(roleArn);
  const named = role ? issuersTrusted(proof, role) : [];
  return {
    mechanism: "irsa",
    cluster: idPart(object.clusterName),
    account: object.account ?? null,
    region: object.region ?? null,
    namespace: idPart(object.namespace),
    serviceAccount: idPart(object.name),
    serviceAccountObject: object,
    roleArn,
    issuer: object.issuer ?? named[0],
    issuerVerified: object.issuer !== undefined,
    audience: object.audience,
  };
}

/** The issuers of the OIDC providers that the trust policy of `role` names, without https://. */
export function issuersTrusted(proof: ProofContext, role: Role): readonly string[] {
  const statements = trustStatements(proof, role);
  return [...new Set(statements.filter(({ effect }) => effect === "Allow").flatMap(issuersNamed))];
}

/** What the trust policy of `role` says, or what is written where AWS may hold something else: it still names the chain. */
function trustStatements(proof: ProofContext, { trust }: Role): readonly Statement[] {
  const reading = proof.read(trust, "trust");
  const { policy } = trust.written === undefined ? reading : readPolicy(trust.written, "trust");
  return policy?.statements ?? [];
}

const issuersNamed = ({ principals }: Statement): readonly string[] =>
  (principals?.of ?? []).flatMap(({ type, name }) => (type === "Federated" ? (issuerInProviderArn(name) ?? []) : []));

/** Chains of roles that wait for one service account which is not in the world, as kubectl or Helm make them. */
function trustedChains(proof: ProofContext): readonly IrsaChain[] {
  const objects = groupBy(
    proof.inventory.serviceAccounts,
    ({ namespace, name }) => `${idPart(namespace)}:${idPart(name)}`,
  );
  return proof.inventory.roles.flatMap((role): readonly IrsaChain[] => {
    const sub = soleSubject(proof, role);
    // An object of a cluster whose issuer is another one is another service account.
    const seen = objects
      .get(`${sub?.namespace}:${sub?.serviceAccount}`)
      ?.some(({ issuer }) => issuer === undefined || issuer === sub?.issuer);
    if (!sub || seen) return [];
    return [
      {
        mechanism: "irsa",
        cluster: sub.issuer.split("/").at(-1) ?? sub.issuer,
        account: null,
        region: /^oidc\.eks\.([a-z0-9-]+)\.amazonaws\./.exec(sub.issuer)?.[1] ?? null,
        namespace: sub.namespace,
        serviceAccount: sub.serviceAccount,
        serviceAccountObject: undefined,
        roleArn: role.arn,
        issuer: sub.issuer,
        issuerVerified: false,
        audience: sub.audience,
      },
    ];
  });
}

interface Subject {
  readonly issuer: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly audience: string;
}

/** The one service account that the trust policy of `role` names exactly; undefined where it names none or several. */
function soleSubject(proof: ProofContext, role: Role): Subject | undefined {
  const statements = trustStatements(proof, role);
  const subjects = new Map<string, Subject>();
  for (const statement of statements) {
    if (statement.effect !== "Allow") continue;
    const named = statement.conditions.filter(({ lowerKey }) => lowerKey.endsWith(":sub"));
    for (const { key, base, values } of named)
      for (const { text, glob } of values) {
        const wild = base.endsWith("Like") && /[*?]/.test(text);
        const [, namespace, serviceAccount] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(text) ?? [];
        if (
          !base.match(/^String(Equals|Like|EqualsIgnoreCase)$/) ||
          wild ||
          !glob ||
          !namespace ||
          !serviceAccount ||
          hasUnknown(text)
        )
          return undefined;
        const issuer = issuersNamed(statement)[0] ?? key.slice(0, -":sub".length);
        subjects.set(`${issuer} ${text}`, { issuer, namespace, serviceAccount, audience: STS_AUDIENCE });
      }
  }
  return subjects.size === 1 ? [...subjects.values()][0] : undefined;
}

export const providerArnOf = (role: Role, issuer: string): string =>
  oidcProviderArn({ partition: (parseArn(role.arn)?.partition ?? "aws") as "aws", id: role.account }, issuer);

/** The ARN of the role that a chain ends in. */
export function finalRoleArn(chain: Chain): string | UnknownValue {
  if (chain.mechanism === "irsa") return chain.roleArn;
  const [{ targetRoleArn, roleArn }] = chain.associations;
  return targetRoleArn ?? roleArn;
}
