import { parseArn } from "../aws";
import { groupBy } from "../collections/group-by";
import { lazy } from "../collections/lazy";
import { literal, matches, NO } from "../iam";
import { type Association, type Inventory, isThere, type OidcProvider, type Role } from "../inventory";
import { mayBeSame } from "../unknown/compare-texts";
import { hasUnknown } from "../unknown/unknown-text";
import { UnknownValue } from "../unknown/unknown-value";
import { idPart } from "./chain-id";

/** What of the inventory is found by a name or an ARN. */
export interface LookUps {
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
}

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

/** Found by key, so that a world of thousands of chains is read once. */
export function lookUpsIn({ providers, associations, roles, roleByArn }: Inventory): LookUps {
  const byIssuer = lazy(() => groupBy<OidcProvider, unknown>(providers, ({ issuer }) => issuer));
  const holders = lazy(() =>
    groupBy<Association, unknown>(
      associations.filter(
        (one) => one.targetRoleArn === undefined && !one.resource.indefinite && !isOfForeignRole(one),
      ),
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
 * Whether EKS is known to refuse an association, since its role is of another account than its cluster: no pod then has
 * that role by it. One that a state shows is there whatever is known of its cluster.
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html
 */
function isOfForeignRole({ resource, roleArn, cluster }: Association): boolean {
  if (isThere(resource) || roleArn instanceof UnknownValue || cluster instanceof UnknownValue) return false;
  const account = parseArn(roleArn)?.account;
  return account !== undefined && matches(literal(account), literal(cluster.account)) === NO;
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
