import { type Claim, type Problem, taken } from "../../rules";
import { entriesOf } from "../draft";
import { accountOf, type Subject } from "./subject";

/** One workload for each pod, and one mechanism. */
export function podsTaken({ placed }: Subject): readonly Problem[] {
  const claims = placed.flatMap(({ key, cluster, workload }) => {
    const { namespace, serviceAccount, mechanism = "pod-identity" } = workload;
    const id = `${cluster.text}/${namespace}/${serviceAccount}`;
    const claim: Claim = { id, path: ["workloads", key, "serviceAccount"], name: id };
    return namespace && serviceAccount ? [{ claim, mechanism }] : [];
  });
  const first = new Map(claims.map(({ claim, mechanism }) => [claim.id, mechanism] as const).reverse());
  const mixed = new Set(claims.flatMap(({ claim: { id }, mechanism }) => (mechanism === first.get(id) ? [] : [id])));
  const of = (isMixed: boolean) => claims.map(({ claim }) => claim).filter(({ id }) => mixed.has(id) === isMixed);
  return [...taken("two-mechanisms", of(true)), ...taken("pod-taken", of(false))];
}

export const deploymentsTaken = ({ placed }: Subject): readonly Problem[] =>
  taken(
    "deployment-taken",
    placed.flatMap(({ key, cluster, workload: { deployment, namespace } }): readonly Claim[] => {
      const name = deployment?.name ?? key;
      const path = ["workloads", key, "deployment", ...(deployment?.name ? ["name"] : [])];
      return deployment && namespace ? [{ id: `${cluster.text}/${namespace}/${name}`, path, at: "key", name }] : [];
    }),
  );

/** Whether a workload creates its namespace. Default: not one that every cluster has. */
export const createsNamespace = (workload: {
  readonly namespace?: string | undefined;
  readonly createNamespace?: boolean | undefined;
}): boolean => workload.createNamespace ?? !/^(default|kube-.*)$/.test(workload.namespace ?? "");

/** Whether a workload creates its service account. Default: not the one that every namespace has. */
export const createsServiceAccount = (workload: {
  readonly serviceAccount?: string | undefined;
  readonly createServiceAccount?: boolean | undefined;
}): boolean => workload.createServiceAccount ?? workload.serviceAccount !== "default";

export const namespacesTaken = ({ placed, lost }: Subject): readonly Problem[] =>
  taken(
    "namespace-taken",
    placed.flatMap(({ key, cluster, workload }): readonly Claim[] => {
      const name = `${cluster.text}/${workload.namespace}`;
      const path = ["workloads", key, "namespace"];
      return workload.namespace && createsNamespace(workload) && !lost(["workloads", key])
        ? [{ id: name, path, name }]
        : [];
    }),
  );

export function roleNamesTaken({ config, placed, lost }: Subject): readonly Problem[] {
  const claim = (
    account: string | undefined,
    role: { text: string; path: Claim["path"] } | undefined,
  ): readonly Claim[] =>
    account && role ? [{ id: `${account} ${role.text.toLowerCase()}`, path: role.path, name: role.text }] : [];
  return taken("role-name-taken", [
    ...entriesOf(config.primaryRoles).flatMap(([key, { name, account }]) =>
      claim(account, name === undefined ? undefined : { text: name, path: ["primaryRoles", key, "name"] }),
    ),
    ...placed.flatMap(({ primaryRole, shared, target, cluster }) => [
      ...(shared || lost(["primaryRoles"]) ? [] : claim(accountOf(config, "clusters", cluster.text), primaryRole)),
      ...claim(target?.account?.text, target?.role),
    ]),
  ]);
}

/**
 * Addresses begin with their entry's own key, so only entries without prefix can meet (one of each
 * section in a stack), and a workload's own primary role with a shared one of the same key.
 */
export function addressesTaken({ config, placed }: Subject): readonly Problem[] {
  const resources = entriesOf(config.resources).filter(
    ([, { addressPrefix, bucket }]) => addressPrefix === "" && bucket?.create !== false,
  );
  const handedOver = resources.filter(([, { handover }]) => (handover ?? config.defaults?.handover) === "variable");
  const resource = (stack: string | undefined, key: string): Claim => ({
    id: `${stack}`,
    path: ["resources", key, "addressPrefix"],
    name: "no prefix",
  });
  const workloads = new Map(
    placed
      .filter(({ workload }) => workload.addressPrefix === "")
      .flatMap(({ key, cluster, target }) => {
        const home = accountOf(config, "clusters", cluster.text);
        const stacks = target
          ? [`${home}-primary`, `${home}-rest`, `${target.account?.text}`]
          : [`${home}`, `${home}-rest`];
        const path = ["workloads", key, "addressPrefix"];
        return stacks.map((id): [string, Claim] => [`${key} ${id}`, { id, path, name: `no prefix in ${id}` }]);
      }),
  );
  const withOwnRole = new Set(placed.filter(({ shared }) => !shared).map(({ key }) => key));
  const primaryRoles = [
    ...Object.keys(config.primaryRoles ?? {}).map(
      (key): Claim => ({ id: key, path: ["primaryRoles", key], name: key }),
    ),
    ...entriesOf(config.workloads)
      .filter(([key, { addressPrefix }]) => addressPrefix !== "" && withOwnRole.has(key))
      .map(([key]): Claim => ({ id: key, path: ["workloads", key], at: "key", name: `${key}_primary_role` })),
  ];
  const problems = [
    ...taken(
      "address-taken",
      resources.map(([key, { account }]) => resource(account, key)),
    ),
    ...taken(
      "address-taken",
      handedOver.map(([key]) => resource("variable", key)),
    ),
    ...taken("address-taken", [...workloads.values()]),
    ...taken("address-taken", primaryRoles),
  ];
  return [...new Map(problems.map((problem) => [problem.path.join("."), problem])).values()];
}
