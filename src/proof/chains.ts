import { oidcProviderArn, parseArn, regionOfIssuer, STS_AUDIENCE } from "../aws";
import { groupBy } from "../collections/group-by";
import type { Association, Role, ServiceAccount } from "../inventory";
import type { Resource } from "../terraform/world";
import { areTwoIssuers } from "../unknown/unknown-forms";
import { hasUnknown } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import { type Addressed, type ChainName, chainIds, chainKey, type Identified, idPart, type Pod } from "./chain-id";
import { annotatedOnce, type Named, namedAccounts } from "./chosen-names";
import { overridingAssociation } from "./overridden-annotations";
import type { ProofContext } from "./proof-context";
import { subjectsWritten } from "./refused-subjects";
import { trustStatements } from "./role-trusts";
import { issuersNamed, standsFor, subjectsIn } from "./trusted-subjects";

export interface PodIdentityChain extends Pod {
  readonly mechanism: "pod-identity";
  readonly account: string | null;
  readonly region: string | null;
  /** The first is judged; more than one is one too many. */
  readonly associations: readonly [Association, ...Association[]];
  /** Service accounts of the pod whose annotation has no effect beside the association. */
  readonly overridden: readonly ServiceAccount[];
  /** Why it is not known which pod it is. */
  readonly unknown: UnknownValue | undefined;
}

export interface IrsaChain extends Pod {
  readonly mechanism: "irsa";
  readonly account: string | null;
  readonly region: string | null;
  /** undefined for a chain found from a trust policy alone. */
  readonly serviceAccountObject: ServiceAccount | undefined;
  readonly roleArn: string | UnknownValue;
  /** Without https://; undefined where neither cluster nor trust policy has it. */
  readonly issuer: string | undefined;
  /** Whether the cluster itself gave it. */
  readonly issuerVerified: boolean;
  readonly audience: string | UnknownValue;
  /** Whether its names are patterns, and its pods all that match. */
  readonly pattern: boolean;
  /** Why it is not known which service account it is, if any. */
  readonly unknown: UnknownValue | undefined;
  /** The subject that the trust policy names, where no service account's token has it. */
  readonly nobody?: string | undefined;
  /** What chooses the name that only the trust policy shows: a chart, or an add-on. */
  readonly chosenBy: string | undefined;
  /** The role whose trust policy is the only source of it. */
  readonly trusting: Role | undefined;
}

export type Chain = PodIdentityChain | IrsaChain;

export interface NamedChain extends ChainName {
  readonly chain: Chain;
}

/** All chains of the world, with their ids and keys, sorted by id. */
export function chainsOf(proof: ProofContext): readonly NamedChain[] {
  const overriding = new Map(
    proof.inventory.serviceAccounts.map((object) => [object, overridingAssociation(proof, object)]),
  );
  const chains: Chain[] = [...podIdentityChains(proof, overriding), ...irsaChains(proof, overriding)];
  const ids = chainIds(chains.map(identified));
  return chains
    .map((chain, index) => ({ id: ids[index] ?? "", key: keyOf(chain), chain }))
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.chain.mechanism < b.chain.mechanism ? 1 : -1));
}

function identified(chain: Chain): Identified {
  const role = finalRoleArn(chain);
  return {
    ...chain,
    role: role instanceof UnknownValue ? undefined : role,
    resource: resourceOf(chain),
    unknown: chain.unknown !== undefined,
  };
}

/** What makes a chain, and which one of several; undefined where only a trust policy names it, with its service account. */
function resourceOf(chain: Chain): Addressed | undefined {
  const maker = chain.mechanism === "irsa" ? chain.serviceAccountObject : chain.associations[0];
  const resource =
    maker?.resource ?? (chain.mechanism === "irsa" && chain.unknown ? chain.trusting?.resource : undefined);
  const place = maker?.place === undefined ? "" : `/${maker.place}`;
  return resource && { stack: resource.stack, address: `${resource.address}${place}` };
}

/** Of what the chain itself is made of: an issuer that is only taken from its role's trust policy is none of it. */
function keyOf(chain: Chain): string {
  if (chain.mechanism === "irsa") {
    const { serviceAccountObject: object, issuer, issuerVerified, roleArn } = chain;
    const known = chain.unknown ? [undefined, undefined] : [chain.namespace, chain.serviceAccount];
    const pod = object ? [object.namespace, object.name] : known;
    const isOwn = !object || (issuerVerified && !hasUnknown(issuer ?? ""));
    return chainKey("irsa", [isOwn ? issuer : undefined, ...pod, roleArn], resourceOf(chain));
  }
  const { account, region, associations } = chain;
  const [{ cluster, namespace, serviceAccount }] = associations;
  const name = cluster instanceof UnknownValue ? cluster : cluster.name;
  return chainKey("pod-identity", [account, region, name, namespace, serviceAccount], resourceOf(chain));
}

const addressOf = ({ stack, address }: Resource): string => `#${stack}/${address}`;

/** By which association the annotation of each service account has no effect, if by one. */
type Overriding = ReadonlyMap<ServiceAccount, Association | undefined>;

function podIdentityChains({ inventory }: ProofContext, overriding: Overriding): readonly PodIdentityChain[] {
  const byPod = new Map<string, [Association, ...Association[]]>();
  for (const association of inventory.associations) {
    const { cluster, namespace, serviceAccount, resource, place: part } = association;
    const place = cluster instanceof UnknownValue ? "" : `${cluster.account}:${cluster.region ?? ""}:${cluster.name}`;
    // two unknown values are not known to be the same
    const own = cluster instanceof UnknownValue || firstUnknown(namespace, serviceAccount);
    const key = own ? `${addressOf(resource)} ${part}` : [place, idPart(namespace), idPart(serviceAccount)].join("/");
    const same = byPod.get(key);
    if (same) same.push(association);
    else byPod.set(key, [association]);
  }
  const pods = new Map([...byPod.values()].flatMap((pod) => pod.map((association) => [association, pod] as const)));
  const overridden = groupBy([...overriding], ([, by]) => by && pods.get(by));
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
      overridden: (overridden.get(associations) ?? []).map(([object]) => object),
      unknown: cluster instanceof UnknownValue ? cluster : firstUnknown(namespace, serviceAccount),
    };
  });
}

function irsaChains(proof: ProofContext, overriding: Overriding): readonly IrsaChain[] {
  const accounts = namedAccounts(proof).filter(({ object }) => !overriding.get(object));
  const annotated = annotatedOnce(accounts);
  return [...annotated.map((one) => annotatedChain(proof, one)), ...trustedChains(proof, accounts, annotated)];
}

function annotatedChain(proof: ProofContext, { object, subject }: Named): IrsaChain {
  const roleArn = object.roleArn ?? "";
  const role = roleArn instanceof UnknownValue ? undefined : proof.inventory.roleByArn(roleArn);
  const named = role ? issuersTrusted(proof, role) : [];
  const own = object.openIssuer?.text;
  const isOthers = own !== undefined && named.length > 0 && named.every((one) => areTwoIssuers(one, own));
  // a role that trusts other clusters' issuers alone does not show what this one's is
  const same = isOthers ? own : named.find((one) => one === own);
  return {
    mechanism: "irsa",
    cluster: idPart(object.clusterName),
    account: object.account ?? null,
    region: object.region ?? null,
    namespace: subject?.namespace ?? idPart(object.namespace),
    serviceAccount: subject?.serviceAccount ?? idPart(object.name),
    serviceAccountObject: object,
    roleArn,
    issuer: object.issuer ?? same ?? named[0],
    issuerVerified: object.issuer !== undefined || same !== undefined,
    audience: object.audience,
    pattern: subject?.pattern ?? false,
    unknown: subject ? undefined : firstUnknown(object.namespace, object.name),
    chosenBy: subject && object.chosenBy,
    trusting: undefined,
  };
}

const firstUnknown = (...names: readonly (string | UnknownValue)[]): UnknownValue | undefined =>
  names.find((name): name is UnknownValue => name instanceof UnknownValue);

/** The issuers of the OIDC providers that the trust policy of `role` names, without https://. */
function issuersTrusted(proof: ProofContext, role: Role): readonly string[] {
  const statements = trustStatements(proof, role);
  return [...new Set(statements.filter(({ effect }) => effect === "Allow").flatMap(issuersNamed))];
}

/**
 * Chains of roles whose trust policy names service accounts that are not in the world, as kubectl or Helm make them,
 * or that are there without the annotation; and of roles whose trust policy is not known, which may name some.
 */
function trustedChains(
  proof: ProofContext,
  accounts: readonly Named[],
  annotated: readonly Named[],
): readonly IrsaChain[] {
  const objects = groupBy(accounts, (one) => namesOf(one).join(":"));
  const byRole = groupBy(annotated, ({ object }) => object.roleArn);
  const { associations } = proof.inventory;
  const associated = new Set(
    associations.map(({ namespace, serviceAccount }) => `${idPart(namespace)}:${idPart(serviceAccount)}`),
  );
  const inChains = new Set<unknown>([
    ...byRole.keys(),
    ...associations.flatMap(({ roleArn, targetRoleArn }) => [roleArn, targetRoleArn]),
  ]);
  return proof.inventory.roles.flatMap((role): readonly IrsaChain[] => {
    const { unknown, problem } = proof.read(role.trust, "trust");
    if (unknown && role.trust.written === undefined) return inChains.has(role.arn) ? [] : [unknownTrust(role, unknown)];
    // a role with annotated service accounts has its chains; who else its trust names is their intruder
    const others = byRole.has(role.arn);
    const { text } = role.trust;
    const subjects =
      problem && typeof text === "string" ? subjectsWritten(text) : subjectsIn(trustStatements(proof, role));
    return subjects.flatMap((subject): readonly IrsaChain[] => {
      const { namespace, serviceAccount, issuer, audience, pattern } = subject;
      // An object of a cluster whose issuer is another one is another service account.
      const isHere = ({ object }: Named) => object.issuer === undefined || object.issuer === issuer;
      const name = `${namespace}:${serviceAccount}`;
      const seen = pattern
        ? (byRole.get(role.arn) ?? []).filter((one) => isHere(one) && standsFor(subject, ...namesOf(one)))
        : (objects.get(name) ?? []).filter(isHere);
      const bare = seen[0]?.object;
      const isAnnotated = seen.some(({ object }) => object.roleArn !== undefined);
      if (bare && (pattern || others || associated.has(name) || isAnnotated)) return [];
      return [
        {
          mechanism: "irsa",
          cluster: bare ? idPart(bare.clusterName) : issuer.split("/").at(-1) || "?",
          account: bare?.account ?? null,
          region: bare?.region ?? regionOfIssuer(issuer) ?? null,
          namespace,
          serviceAccount,
          serviceAccountObject: bare,
          roleArn: role.arn,
          issuer: issuer || undefined,
          issuerVerified: bare?.issuer !== undefined,
          audience,
          pattern,
          unknown: subject.unknown,
          nobody: subject.nobody,
          chosenBy: undefined,
          trusting: role,
        },
      ];
    });
  });
}

const namesOf = ({ object, subject }: Named): readonly [namespace: string, name: string] => [
  subject?.namespace ?? idPart(object.namespace),
  subject?.serviceAccount ?? idPart(object.name),
];

/** A trust policy that is not known may name service accounts. */
const unknownTrust = (role: Role, unknown: UnknownValue): IrsaChain => ({
  mechanism: "irsa",
  cluster: idPart(unknown),
  account: null,
  region: null,
  namespace: idPart(unknown),
  serviceAccount: idPart(unknown),
  serviceAccountObject: undefined,
  roleArn: role.arn,
  issuer: undefined,
  issuerVerified: false,
  audience: STS_AUDIENCE,
  pattern: false,
  unknown: new UnknownValue(
    unknown.kind,
    `the trust policy of ${role.resource.address} is not known: ${unknown.reason}`,
    {
      advice: unknown.advice,
    },
  ),
  chosenBy: undefined,
  trusting: role,
});

export const providerArnOf = (role: Role, issuer: string): string =>
  oidcProviderArn({ partition: (parseArn(role.arn)?.partition ?? "aws") as "aws", id: role.account }, issuer);

/** The ARN of the role that a chain ends in. */
export function finalRoleArn(chain: Chain): string | UnknownValue {
  if (chain.mechanism === "irsa") return chain.roleArn;
  const [{ targetRoleArn, roleArn }] = chain.associations;
  return targetRoleArn ?? roleArn;
}
