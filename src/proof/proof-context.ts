import { POLICY_VERSION, parseArn } from "../aws";
import { groupBy } from "../collections/group-by";
import { lazy } from "../collections/lazy";
import { type Policy, type PolicyKind, type PolicyReading, readPolicy } from "../iam";
import type { Association, Document, Inventory, OidcProvider, Role } from "../inventory";
import { proofRuleOf } from "../rules";
import { InputError } from "../terraform/source-location";
import type { World } from "../terraform/world";
import { mayBeSame } from "../unknown/compare-texts";
import { hasUnknown } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import { type ChainName, idPart } from "./chain-id";
import { fullAccessBeside, organisationPolicies } from "./organisation-policies";
import type { Assumption, Finding, HopId, IntruderId, ProveOptions } from "./proof";
import { openForm, type ReadDocument } from "./read-document";

export type { ReadDocument } from "./read-document";

/** All that is known about the world, and what is found out on the way. */
export interface ProofContext {
  readonly world: World;
  readonly inventory: Inventory;
  readonly organisation: string | undefined;
  /** Ids of the pods of which it is expected that their tokens give them something. */
  readonly expectedByToken: ReadonlySet<string>;
  /** Service control policies in force; undefined for none. */
  readonly scps: readonly ReadDocument[] | undefined;
  readonly rcps: readonly ReadDocument[];
  providersOf(issuer: string): readonly OidcProvider[];
  /** Names of the pods that associations of the world give credentials to. */
  readonly podNames: () => PodNames;
  /** Associations without a target that use the role `primary`, with the pod's names. */
  holdersOf(primary: string | undefined): readonly Holder[];
  /** Associations that may use the role `primary` without a target, and of which that, or whether they are there, is not known. */
  openHolders(primary: string | undefined): readonly Association[];
  /** Roles whose trust policy, as the world writes it, names the role `arn` or a session of it. */
  rolesNaming(arn: string): readonly Role[];
  /** Associations whose pods end in the role `arn`. */
  associationsEndingIn(arn: string): readonly Association[];
  read(document: Document, kind: PolicyKind): ReadDocument;
  /** Lets go of what one chain was the only one to read so far; what a second one reads is kept. */
  release(documents: Iterable<Document>): void;
  /** Notes a finding of the table in src/rules, once. */
  warn(finding: Omit<Finding, "level">): void;
  readonly findings: readonly Finding[];
  /** Notes what a decision rests on and the world does not show. */
  readonly assume: (assumption: Assumed) => void;
}

/** An assumption of one chain; those of one id and subject are one. */
export type Assumed = Omit<Assumption, "accepted" | "for"> & { readonly for: HopId | IntruderId };

/** What distinguishes the pods of the world. */
export interface PodNames {
  readonly cluster: ReadonlySet<string>;
  readonly clusterArn: ReadonlySet<string>;
  readonly namespace: ReadonlySet<string>;
  readonly serviceAccount: ReadonlySet<string>;
  /** `region/account/cluster/namespace/service-account` */
  readonly externalId: ReadonlySet<string>;
}

export interface Holder {
  readonly association: Association;
  readonly chain: Readonly<Record<string, string>>;
}

/** @throws InputError for an SCP or RCP that AWS would refuse */
export function proofContextOf(world: World, inventory: Inventory, options: ProveOptions): ProofContext {
  const readings = new Map<Document, ReadDocument>();
  const released = new Set<Document>();
  const ofAws = new Map<string, PolicyReading>();
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const given = options.scps?.map((one) => organisationPolicy(one, "organisation")) ?? [];
  const attached = organisationPolicies(inventory, "service");
  const scps = [...given, ...attached];
  return {
    world,
    inventory,
    organisation: options.organisation,
    expectedByToken: new Set(
      (options.expectations ?? []).flatMap(({ pod, mechanism }) => (mechanism === "irsa" ? [pod] : [])),
    ),
    scps:
      scps.length > 0
        ? [...scps, ...(given.some(allowsSomething) ? [] : [fullAccessBeside(FULL_ACCESS, attached)])]
        : undefined,
    rcps: [
      ...(options.rcps?.map((one) => organisationPolicy(one, "resource-control")) ?? []),
      ...organisationPolicies(inventory, "resource"),
    ],
    findings,
    ...lookUps(inventory),
    read(document, kind) {
      const known = readings.get(document);
      if (known) return known;
      const made = { ...readingOf(document, kind, ofAws), document, kind };
      readings.set(document, made);
      return made;
    },
    release(documents) {
      for (const document of documents) if (!released.has(document)) readings.delete(document);
      for (const document of documents) {
        if (!released.has(document)) readings.delete(document);
        released.add(document);
      }
    },
    assume() {},
    warn(finding) {
      const key = JSON.stringify([finding.code, finding.chain, finding.message]);
      if (seen.has(key)) return;
      seen.add(key);
      findings.push({ ...finding, level: proofRuleOf(finding.code).level });
    },
  };
}

/** `proof` for one chain: what it warns of is about that chain. */
export const aboutChain = (proof: ProofContext, { id, key }: ChainName): ProofContext => ({
  ...proof,
  warn: (finding) => proof.warn({ ...finding, chain: id, key }),
});

function readingOf(
  { text, location, label, holder, refused, ofAws }: Document,
  kind: PolicyKind,
  known: Map<string, PolicyReading>,
): ReadDocument {
  if (refused) return { policy: undefined, label, location, problem: refused };
  if (text instanceof UnknownValue) return { policy: undefined, label, location, unknown: text };
  // many roles have the same policies that AWS manages, some of them long
  const reading = (ofAws !== undefined && known.get(ofAws)) || readPolicy(text, kind, holder);
  if (ofAws !== undefined) known.set(ofAws, reading);
  const { policy, problem } = reading;
  if (!problem) return { policy, label, location };
  const unknown = openForm(problem);
  return { policy: undefined, label, location, ...(unknown ? { unknown } : { problem }) };
}

const FULL_ACCESS: ReadDocument = {
  policy: readPolicy(
    JSON.stringify({ Version: POLICY_VERSION, Statement: { Effect: "Allow", Action: "*", Resource: "*" } }),
    "organisation",
  ).policy,
  label: "FullAWSAccess",
  location: { file: "", pointer: "", line: 0 },
};

const allowsSomething = ({ policy }: { readonly policy: Policy | undefined }): boolean =>
  policy?.statements.some(({ effect }) => effect === "Allow") ?? false;

function organisationPolicy(
  { file, text }: { readonly file: string; readonly text: string },
  kind: "organisation" | "resource-control",
): ReadDocument {
  const { policy, problem } = readPolicy(text, kind);
  if (problem) throw new InputError(`${problem.message} (${problem.awsError}); ${problem.fix}`, { file });
  return { policy, label: file, location: { file, pointer: "", line: 1 } };
}

/**
 * The identity policies of `role`; what is attached unseen stands as an unknown policy, and what all of them
 * together exceed as one that IAM refuses.
 */
export const identityOf = (proof: ProofContext, role: Role): readonly ReadDocument[] => [
  ...role.refused.map((problem) => ({
    policy: undefined,
    label: `a policy of ${role.resource.address}`,
    location: role.resource.location(),
    problem,
  })),
  ...role.policies.map((document) => proof.read(document, "identity")),
  ...role.unseen.map((reason) => ({
    policy: undefined,
    label: `a policy of ${role.resource.address}`,
    location: role.resource.location(),
    unknown: new UnknownValue("not-read", reason, {
      advice: "Put what is attached into the world, or prove the state.",
    }),
  })),
];

export const boundaryOf = (proof: ProofContext, role: Role): readonly ReadDocument[] =>
  role.boundary ? [proof.read(role.boundary, "identity")] : [];

/** Found by key, so that a world of thousands of chains is read once. */
function lookUps({
  providers,
  associations,
  roles,
  roleByArn,
}: Inventory): Pick<
  ProofContext,
  "providersOf" | "holdersOf" | "openHolders" | "podNames" | "rolesNaming" | "associationsEndingIn"
> {
  const byIssuer = lazy(() => groupBy<OidcProvider, unknown>(providers, ({ issuer }) => issuer));
  const holders = lazy(() =>
    groupBy<Association, unknown>(
      associations.filter(({ targetRoleArn, resource }) => targetRoleArn === undefined && !resource.indefinite),
      ({ roleArn }) => roleArn,
    ),
  );
  const open = lazy(() =>
    associations.filter(
      ({ roleArn, targetRoleArn, resource }) =>
        targetRoleArn instanceof UnknownValue ||
        (targetRoleArn === undefined &&
          (resource.indefinite !== undefined || roleArn instanceof UnknownValue || hasUnknown(roleArn))),
    ),
  );
  const podNames = lazy(() => namesOf(associations));
  const naming = lazy(() => rolesByName(roles));
  const endingIn = lazy(() =>
    groupBy<Association, unknown>(associations, ({ roleArn, targetRoleArn }) => targetRoleArn ?? roleArn),
  );
  return {
    rolesNaming: (arn) => naming().get(roleIn(arn)) ?? [],
    associationsEndingIn: (arn) => endingIn().get(arn) ?? [],
    podNames,
    openHolders: (primary) =>
      open().filter((association) => primary === undefined || mayUse(association, primary, roleByArn)),
    providersOf: (issuer) => byIssuer().get(issuer) ?? [],
    holdersOf: (primary) => (holders().get(primary) ?? []).map(holderOf),
  };
}

/** `111111111111 NAME` of a role, or of the role that a session is of. */
const roleIn = (arn: string): string =>
  arn.replace(/^arn:[^:]*:(?:iam|sts)::([^:]*):(?:role|assumed-role)\/(.*)$/s, (_, account: string, name: string) =>
    [account, arn.includes(":assumed-role/") ? name.split("/")[0] : name.split("/").at(-1)].join(" "),
  );

function rolesByName(roles: readonly Role[]): ReadonlyMap<string, readonly Role[]> {
  const found = new Map<string, Role[]>();
  for (const role of roles) {
    const { text } = role.trust;
    if (typeof text !== "string") continue;
    const names = text.match(/"arn:[^":]*:(?:iam|sts)::[^":]*:(?:role|assumed-role)\/[^"]*"/g) ?? [];
    for (const name of new Set(names.map((one) => roleIn(one.slice(1, -1))))) {
      const known = found.get(name);
      if (known) known.push(role);
      else found.set(name, [role]);
    }
  }
  return found;
}

/**
 * Whether an association may use the role `primary`, as far as is known: one in the account of its cluster, and of two roles
 * that Terraform makes only the one itself.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html
 */
function mayUse(
  { resource, roleArn, cluster }: Association,
  primary: string,
  roleByArn: Inventory["roleByArn"],
): boolean {
  const accounts = [parseArn(primary)?.account, cluster instanceof UnknownValue ? undefined : cluster.account];
  const [own, its] = accounts.map((account) => (account && !hasUnknown(account) ? account : undefined));
  if (own !== undefined && its !== undefined && own !== its) return false;
  // what a module that is not installed does with a role is known by its being given that
  if (resource.type === "module") return false;
  if (roleArn instanceof UnknownValue) return true;
  const roles = [roleArn, primary].map((arn) => roleByArn(arn)?.resource);
  if (roles[0] !== roles[1] && roles.every((role) => role?.mode === "managed")) return false;
  return mayBeSame(roleArn, primary);
}

const holderOf = (association: Association): Holder => {
  const { cluster, namespace, serviceAccount } = association;
  return {
    association,
    chain: {
      cluster: idPart(cluster instanceof UnknownValue ? cluster : cluster.name),
      namespace: idPart(namespace),
      serviceAccount: idPart(serviceAccount),
    },
  };
};

function namesOf(associations: readonly Association[]): PodNames {
  const names = {
    cluster: new Set<string>(),
    clusterArn: new Set<string>(),
    namespace: new Set<string>(),
    serviceAccount: new Set<string>(),
    externalId: new Set<string>(),
  };
  for (const { cluster, namespace, serviceAccount } of associations) {
    if (cluster instanceof UnknownValue || typeof namespace !== "string" || typeof serviceAccount !== "string")
      continue;
    names.cluster.add(cluster.name);
    names.clusterArn.add(`arn:${cluster.partition}:eks:${cluster.region}:${cluster.account}:cluster/${cluster.name}`);
    names.namespace.add(namespace);
    names.serviceAccount.add(serviceAccount);
    names.externalId.add([cluster.region, cluster.account, cluster.name, namespace, serviceAccount].join("/"));
  }
  return names;
}
