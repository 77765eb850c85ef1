import { groupBy } from "../collections/group-by";
import { type Config, type RenamedEntry, renamedEntries } from "../config";
import type { Problem } from "../rules";
import type { Moved, Stack } from "./model";
import type { PodIdentityAccess } from "./pod-identity";

/** The roles of a stack that the states of workloads which were by IRSA have at other addresses. */
export function movedFromIrsa(stack: string, accesses: readonly PodIdentityAccess[]): Pick<Stack, "moved"> {
  const moving = accesses.filter(({ finalRole, transition }) => finalRole.stack === stack && transition?.movedFrom);
  const moved = [...groupBy(moving, ({ finalRole }) => finalRole.address)].map(
    ([to, [first]]): Moved => ({
      to,
      from: first?.transition?.movedFrom === undefined ? [] : [first.transition.movedFrom],
    }),
  );
  return moved.length > 0 ? { moved } : {};
}

/** A root module that is made: a stack, or what the owner of an account is asked for. */
interface RootModule extends Pick<Stack, "moved"> {
  readonly name: string;
}

/**
 * Root modules, each with where its state may have what it holds, if entries have been renamed: `before` is what the same
 * configuration gives under the former keys, which differs in addresses, and in names that are made of keys. Root modules are
 * those of accounts, whose keys are not renamed, so that each is there both times with the same parts in the same order.
 */
export function withRenamed<T extends RootModule>(
  config: Config,
  now: readonly T[],
  before: readonly T[] | undefined,
): { readonly made: readonly T[]; readonly problems: readonly Problem[] } {
  if (!before) return { made: now, problems: [] };
  const entries = renamedEntries(config);
  const earlier = new Map(before.map((one) => [one.name, one]));
  const changes = now.map((one) => {
    const former = earlier.get(one.name);
    if (!former) throw new Error(`no ${one.name} under former keys`);
    const moved = movedSince(one, former);
    return { one: moved.length > 0 ? { ...one, moved } : one, former };
  });
  return {
    made: changes.map(({ one }) => one),
    problems: changes.flatMap(({ one, former }) =>
      changedNames(one, former).flatMap((change) => nameProblem(change, entries)),
    ),
  };
}

/** A resource that was renamed while it was on its way has the addresses that it had then. */
function movedSince(now: RootModule, before: RootModule): readonly Moved[] {
  const ways = new Map((before.moved ?? []).map(({ to, from }) => [to, from]));
  const renamed = paired(addressesIn(now), addressesIn(before)).map(([to, former]): [string, Moved] => [
    to,
    { to, from: [...(ways.get(former) ?? []), former] },
  ]);
  const moved = new Map([...(now.moved ?? []).map((one): [string, Moved] => [one.to, one]), ...renamed]);
  return [...moved.values()];
}

/** Those that differ of two lists of the same parts. */
function paired(now: readonly string[], before: readonly string[]): readonly (readonly [string, string])[] {
  if (now.length !== before.length) throw new Error(`${now.length} parts, and ${before.length} under former keys`);
  return now.flatMap((one, index) => {
    const former = before[index];
    return former === undefined || former === one ? [] : [[one, former] as const];
  });
}

/** What a model calls an address, at whatever depth. */
function addressesIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === "string" && /address$/i.test(key) ? [inner] : addressesIn(inner),
  );
}

interface NameChange {
  /** The part of a stack: `roles`. */
  readonly part: string;
  readonly address: string;
  readonly was: string;
  readonly is: string;
}

interface Named {
  readonly address: string;
  readonly name: string;
}

const isNamed = (value: unknown): value is Named =>
  typeof value === "object" &&
  value !== null &&
  "address" in value &&
  "name" in value &&
  typeof value.name === "string";

/** Names that are made of keys; a check may be another pod or job at any time. */
function changedNames(now: RootModule, before: RootModule): readonly NameChange[] {
  const former = new Map(Object.entries(before));
  return Object.entries(now)
    .filter(([part]) => part !== "checks")
    .flatMap(([part, list]) => {
      const earlier = former.get(part);
      if (!Array.isArray(list) || !Array.isArray(earlier)) return [];
      return list.flatMap((one: unknown, index): readonly NameChange[] => {
        const was: unknown = earlier[index];
        return isNamed(one) && isNamed(was) && one.name !== was.name
          ? [{ part, address: one.address, was: was.name, is: one.name }]
          : [];
      });
    });
}

/** The renamed entries whose keys are in an address: the first key of it, or one that it ends in. */
function entriesOf(address: string, entries: readonly RenamedEntry[]): readonly RenamedEntry[] {
  const steps = address.split("_");
  const [owner] = steps;
  const found = entries.find(({ key }) => key === owner) ?? entries.find(({ key }) => steps.includes(key));
  return found ? [found] : [];
}

const KINDS: Readonly<Record<string, string>> = {
  clusters: "EKS cluster",
  roles: "role",
  policies: "policy",
  configMaps: "ConfigMap",
  deployments: "Deployment",
};

const nameProblem = ({ part, address, was, is }: NameChange, entries: readonly RenamedEntry[]): readonly Problem[] =>
  entriesOf(address, entries).map(({ section, key, former, path }) => ({
    rule: "renamed-name",
    path: [...path, "renamedFrom"],
    found: `${KINDS[part] ?? part} ${is}, which was ${was}`,
    fix: fixOf({ part, was }, { section, key, former }),
  }));

function fixOf({ part, was }: Pick<NameChange, "part" | "was">, entry: Omit<RenamedEntry, "path">): string {
  const { section, key, former } = entry;
  if (part === "clusters") return `Write name: ${was} in clusters.${key}: nothing renames a cluster of EKS.`;
  if (part === "configMaps") return "Change what names the ConfigMap, such as Helm values, with it.";
  if (section === "clusters") return `Write nameSuffix: -${former} in clusters.${key}, else Terraform replaces it.`;
  if (part === "deployments") return `Write name: ${was} in its deployment, else its pods are all replaced at once.`;
  if (part === "policies")
    return `Write ${was} where the policy is named (assumePolicyName, policyName), else Terraform replaces it.`;
  return `Write ${was} where the role is named (primaryRole, role of a target), else Terraform replaces it, and what others grant the old one is lost.`;
}
