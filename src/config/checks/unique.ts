import { duplicates, type Problem, type UniqueName } from "../../rules";
import { createsNamespace } from "../created-objects";
import { entriesOf } from "../draft";
import { sharedRole } from "../existing-roles";
import { objectsOf } from "../kubernetes-objects";
import type { NameAtPath } from "../name-at-path";
import { serviceResource } from "../services";
import { accountKeyOf, type CheckContext } from "./check-context";
import { isVariable } from "./layout";

/** Each pod belongs to one workload, with one mechanism. */
export function checkUniquePods({ placements }: CheckContext): readonly Problem[] {
  const claims = placements.flatMap(({ key, cluster, workload, namespaces }) => {
    const { serviceAccount, mechanism = "pod-identity" } = workload;
    if (!serviceAccount) return [];
    return namespaces.map(({ text }) => {
      const id = `${cluster.text}/${text}/${serviceAccount}`;
      const claim: UniqueName = { id, path: ["workloads", key, "serviceAccount"], name: id };
      return { claim, mechanism };
    });
  });
  const first = new Map(claims.map(({ claim, mechanism }) => [claim.id, mechanism] as const).reverse());
  const mixed = new Set(claims.flatMap(({ claim: { id }, mechanism }) => (mechanism === first.get(id) ? [] : [id])));
  const of = (isMixed: boolean) => claims.map(({ claim }) => claim).filter(({ id }) => mixed.has(id) === isMixed);
  return [...duplicates("two-mechanisms", of(true)), ...duplicates("pod-taken", of(false))];
}

export const checkUniqueDeployments = ({ config, placements }: CheckContext): readonly Problem[] =>
  duplicates(
    "deployment-taken",
    placements.flatMap(({ key, cluster, workload, namespaces }): readonly UniqueName[] => {
      const deployment = objectsOf(config, workload, cluster.text) === "none" ? undefined : workload.deployment;
      const name = deployment?.name ?? key;
      const path = ["workloads", key, "deployment", ...(deployment?.name ? ["name"] : [])];
      const on = deployment ? namespaces : [];
      return on.map(({ text }) => ({ id: `${cluster.text}/${text}/${name}`, path, at: "key", name }));
    }),
  );

export const checkUniqueNamespaces = ({ config, placements, omitted }: CheckContext): readonly Problem[] =>
  duplicates(
    "namespace-taken",
    placements.flatMap(({ key, cluster, workload, namespaces }): readonly UniqueName[] =>
      (objectsOf(config, workload, cluster.text) === "none" ? [] : namespaces).flatMap(({ text, path }) => {
        const name = `${cluster.text}/${text}`;
        return createsNamespace(workload, text) && !omitted(["workloads", key]) ? [{ id: name, path, name }] : [];
      }),
    ),
  );

export function checkUniqueRoleNames({ config, placements, omitted }: CheckContext): readonly Problem[] {
  const claim = (account: string | undefined, role: NameAtPath | undefined): readonly UniqueName[] =>
    account && role
      ? [{ id: `${account} ${role.text.toLowerCase()}`, path: role.path, name: writtenOrMade(role) }]
      : [];
  return duplicates("role-name-taken", [
    ...Object.keys(config.primaryRoles ?? {}).flatMap((key) => {
      const { name, account, path } = sharedRole(config, key);
      return claim(account, name === undefined ? undefined : { text: name, path });
    }),
    ...placements.flatMap(({ primaryRole, shared, target, targets, cluster }) => [
      ...(shared || omitted(["primaryRoles"])
        ? []
        : claim(accountKeyOf(config, "clusters", cluster.text), primaryRole)),
      ...[...(target ? [target] : []), ...distinctRoles(targets)].flatMap((one) =>
        one.arn === undefined ? claim(one.account?.text, one.role) : [],
      ),
    ]),
    // several workloads may end in one role that exists
    ...[
      ...new Map(
        placements
          .flatMap(({ target, targets }) => [target, ...targets.map((one) => one.target)])
          .map((target) => [target?.arn, target]),
      ).values(),
    ].flatMap((target) => (target?.arn === undefined ? [] : claim(target.account?.text, target.role))),
  ]);
}

const writtenOrMade = ({ text, template }: NameAtPath): string => (template ? `${text}, made by ${template}` : text);

/** The roles of several targets; two with one role are a problem of their own. */
const distinctRoles = (targets: CheckContext["placements"][number]["targets"]) => [
  ...new Map(
    targets.map(({ target }) => [`${target.account?.text} ${target.role?.text.toLowerCase()}`, target]),
  ).values(),
];

/**
 * Addresses begin with their entry's own key, so only entries without a prefix can collide (one of each
 * section in a stack), and a workload's own primary role with a shared one of the same key.
 */
export function checkUniqueAddresses({ config, placements }: CheckContext): readonly Problem[] {
  const resources = entriesOf(config.resources).filter(
    ([, entry]) => entry.addressPrefix === "" && serviceResource(entry)?.isCreated !== false,
  );
  const handedOver = resources.filter(([, entry]) => isVariable(config, entry));
  const resource = (stack: string | undefined, key: string): UniqueName => ({
    id: `${stack}`,
    path: ["resources", key, "addressPrefix"],
    name: "no prefix",
  });
  const workloads = new Map(
    placements
      .filter(({ workload }) => workload.addressPrefix === "")
      .flatMap(({ key, cluster, target, targets }) => {
        const home = accountKeyOf(config, "clusters", cluster.text);
        const inAccounts = [...(target ? [target] : []), ...targets.map((one) => one.target)];
        const stacks =
          inAccounts.length > 0
            ? [`${home}-primary`, `${home}-rest`, ...inAccounts.map(({ account }) => `${account?.text}`)]
            : [`${home}`, `${home}-rest`];
        const path = ["workloads", key, "addressPrefix"];
        return stacks.map((id): [string, UniqueName] => [`${key} ${id}`, { id, path, name: `no prefix in ${id}` }]);
      }),
  );
  const withOwnRole = new Set(placements.filter(({ shared }) => !shared).map(({ key }) => key));
  const primaryRoles = [
    ...Object.keys(config.primaryRoles ?? {}).map(
      (key): UniqueName => ({ id: key, path: ["primaryRoles", key], name: key }),
    ),
    ...entriesOf(config.workloads)
      .filter(([key, { addressPrefix }]) => addressPrefix !== "" && withOwnRole.has(key))
      .map(([key]): UniqueName => ({ id: key, path: ["workloads", key], at: "key", name: `${key}_primary_role` })),
  ];
  const problems = [
    ...duplicates(
      "address-taken",
      resources.map(([key, { account }]) => resource(account, key)),
    ),
    ...duplicates(
      "address-taken",
      handedOver.map(([key]) => resource("variable", key)),
    ),
    ...duplicates("address-taken", [...workloads.values()]),
    ...duplicates("address-taken", primaryRoles),
  ];
  return [...new Map(problems.map((problem) => [problem.path.join("."), problem])).values()];
}
