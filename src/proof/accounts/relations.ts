import { groupBy } from "../../collections/group-by";
import { lazy } from "../../collections/lazy";
import type { Resource, UnnamedAccount, World } from "../../terraform";
import { hasUnknown } from "../../unknown/unknown-text";
import type { Relation } from "./assignments";

/**
 * What is known of the unnamed accounts of `world`: two stacks with the same credentials settings are taken for one
 * account, unless both make something that an account has once. The settings of two environments may be the same text
 * in two shells.
 */
export function relationsIn(world: World): (a: UnnamedAccount, b: UnnamedAccount) => Relation {
  const alike = groupBy(
    world.accounts.unnamed.filter(({ credentials }) => credentials !== undefined),
    ({ credentials }) => credentials,
  );
  const clashing = lazy(() => clashesAmong(world, [...alike.values()]));
  return (a, b) => {
    if (a.key === b.key) return "same";
    if (a.credentials === undefined || a.credentials !== b.credentials) return "open";
    const group = alike.get(a.credentials) ?? [];
    const clashes = clashing();
    if (clashes.get(pairOf(a.stack, b.stack))?.has(a.credentials)) return "different";
    // a third stack is in the account of one of the two, in that of the other, or in its own; and two that differ in the
    // account of one provider may do so in that of another
    const divided = group.some((one) => group.some((other) => clashes.has(pairOf(one.stack, other.stack))));
    return divided ? "open" : "same";
  };
}

const pairOf = (a: string, b: string): string => JSON.stringify([a, b].sort());

interface Once {
  readonly names: readonly string[];
  readonly regional: boolean;
  /** Whether names that differ in case alone are two. */
  readonly exact?: boolean;
}

/**
 * What an account has once of a name, by type.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 */
const ONCE: Readonly<Record<string, Once>> = {
  aws_iam_role: { names: ["name"], regional: false },
  aws_eks_cluster: { names: ["name"], regional: true },
  aws_eks_pod_identity_association: { names: ["cluster_name", "namespace", "service_account"], regional: true },
  aws_s3_bucket: { names: ["bucket"], regional: false },
  aws_dynamodb_table: { names: ["name"], regional: true, exact: true },
  aws_secretsmanager_secret: { names: ["name"], regional: true, exact: true },
};

/** The pairs of stacks that would make one thing twice if those of `groups` were one account each, and by which credentials. */
function clashesAmong(
  world: World,
  groups: readonly (readonly UnnamedAccount[])[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const several = groups.filter((group) => group.length > 1);
  const pairs = new Map<string, Set<string>>();
  if (several.length === 0) return pairs;
  const ids = new Map(several.flatMap((group) => group.map(({ key }) => [key, group[0]?.id ?? ""] as const)));
  const shared = new Map(several.map(([first]) => [first?.id, first?.credentials] as const));
  const made = world.accounts
    .under(ids)
    .stacks.flatMap(({ resources }) => resources)
    .filter((one) => one.mode === "managed" && one.indefinite === undefined && Object.hasOwn(ONCE, one.type))
    .filter((one) => shared.has(one.account));
  for (const same of groupBy(made, nameOf).values()) {
    const [first] = same;
    const credentials = shared.get(first?.account);
    if (first === undefined || credentials === undefined || nameOf(first) === undefined) continue;
    const stacks = [...new Set(same.map(({ stack }) => stack))];
    for (const [index, one] of stacks.entries())
      for (const other of stacks.slice(0, index)) {
        const pair = pairOf(one, other);
        pairs.set(pair, (pairs.get(pair) ?? new Set()).add(credentials));
      }
  }
  return pairs;
}

/** Type, account, region and name; undefined where they are not all known. */
function nameOf(resource: Resource): string | undefined {
  const { names = [], regional = false, exact = false } = ONCE[resource.type] ?? {};
  const texts = [resource.account, ...(regional ? [resource.region] : []), ...names.map((name) => resource.get(name))];
  if (!texts.every((text) => typeof text === "string" && !hasUnknown(text))) return undefined;
  const name = JSON.stringify([resource.type, ...texts]);
  return exact ? name : name.toLowerCase();
}
