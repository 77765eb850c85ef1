import fc from "fast-check";
import { stringify } from "yaml";
import type { ConfigInput } from "../src/config";
import { configuration } from "./support/arbitrary";
import { document, type Json, type Synthesized, synth } from "./support/synth";

/**
 * More with PROPERTY_RUNS=1000; a failure prints its seed and the smallest configuration that still fails. All facts are
 * asked of the same configurations, each synthesized once.
 */
const RUNS = { numRuns: Number(process.env.PROPERTY_RUNS ?? 30), seed: Date.now() };
const known = new Map<string, Synthesized>();

function made(config: ConfigInput): Synthesized {
  const text = stringify(config);
  const before = known.get(text);
  if (before) return before;
  const world = synth(text);
  known.set(text, world);
  return world;
}

/** Resources of a type in all stacks, with the account and layer they lie in. */
function all(
  { stacks }: Synthesized,
  type: string,
): { stack: string; account: string; address: string; attributes: Json }[] {
  return Object.entries(stacks).flatMap(([stack, root]) =>
    Object.entries<Json>(root.resource?.[type] ?? {}).map(([address, attributes]) => ({
      stack,
      account: root.provider.aws[0].allowed_account_ids[0],
      address,
      attributes,
    })),
  );
}

const nameIn = (arn: string): string => arn.split("/").at(-1) ?? "";
const accountIn = (arn: string): string => arn.split(":")[4] ?? "";

/** The role that an ARN names, from the stack that makes it. */
const roleOf = (world: Synthesized, arn: string): Json => {
  const found = all(world, "aws_iam_role").filter(
    ({ account, attributes }) => account === accountIn(arn) && attributes.name === nameIn(arn),
  );
  expect(found).toHaveLength(1);
  return found[0];
};

/** The documents attached to a role, whether its attachment names it or refers to it. */
const attachedTo = (world: Synthesized, role: Json): Json[] =>
  all(world, "aws_iam_role_policy_attachment")
    .filter(({ account, stack, attributes }) =>
      attributes.role === `\${aws_iam_role.${role.address}.name}`
        ? stack === role.stack
        : account === role.account && attributes.role === role.attributes.name,
    )
    .map(({ stack, attributes }) => {
      const address = /^\$\{aws_iam_policy\.(.+)\.arn\}$/.exec(attributes.policy_arn)?.[1] ?? "";
      return document(world.stacks[stack].resource.aws_iam_policy[address].policy);
    });

/** The roles of several targets that a document is about. */
const assumed = ({ Statement }: Json): string[] =>
  Statement.flatMap(({ Action, Resource }: Json) => (Action.includes("sts:AssumeRole") ? Resource : []));

test("in any valid configuration a chain's four documents name each other's exact ARNs", () => {
  fc.assert(
    fc.property(configuration, (config) => {
      const world = made(config);
      const associations = all(world, "aws_eks_pod_identity_association");
      for (const { account, attributes } of associations) {
        const primary = roleOf(world, attributes.role_arn);
        expect(primary.account).toBe(account);
        expect(document(primary.attributes.assume_role_policy).Statement[0].Principal).toEqual({
          Service: "pods.eks.amazonaws.com",
        });
        if (attributes.target_role_arn === undefined) {
          const permissions = attachedTo(world, primary);
          expect(permissions.length).toBeGreaterThan(0);
          for (const arn of permissions.flatMap(assumed)) {
            const target = roleOf(world, arn);
            for (const { Effect, Principal, Condition } of document(target.attributes.assume_role_policy).Statement)
              if (Effect === "Allow")
                expect([Principal.AWS, Condition?.ArnEquals?.["aws:PrincipalArn"]]).toContain(attributes.role_arn);
            expect(attachedTo(world, target).length).toBeGreaterThan(0);
          }
          continue;
        }
        expect(attachedTo(world, primary).map(({ Statement }) => Statement[0].Resource)).toContain(
          attributes.target_role_arn,
        );
        const target = roleOf(world, attributes.target_role_arn);
        for (const { Effect, Principal, Condition } of document(target.attributes.assume_role_policy).Statement)
          if (Effect === "Allow" && !Principal.Federated)
            expect([Principal.AWS, Condition?.ArnEquals?.["aws:PrincipalArn"]]).toContain(attributes.role_arn);
        expect(attachedTo(world, target).length).toBeGreaterThan(0);
      }
    }),
    RUNS,
  );
});

test("in any valid configuration a confined trust holds the values of exactly its association", () => {
  fc.assert(
    fc.property(configuration, (config) => {
      const world = made(config);
      for (const { attributes } of all(world, "aws_eks_pod_identity_association")) {
        if (attributes.target_role_arn === undefined) continue;
        const target = roleOf(world, attributes.target_role_arn);
        const [assume] = document(target.attributes.assume_role_policy).Statement;
        const equals = assume.Condition?.StringEquals;
        if (!Object.keys(equals ?? {}).some((key) => /^(sts:ExternalId|aws:RequestTag\/)/.test(key))) continue;
        if (attributes.disable_session_tags) {
          expect([equals["sts:ExternalId"]].flat().map((id) => id.split("/").slice(2))).toContainEqual([
            attributes.cluster_name,
            attributes.namespace,
            attributes.service_account,
          ]);
        } else {
          expect(nameIn(equals["aws:RequestTag/eks-cluster-arn"])).toBe(attributes.cluster_name);
          expect([equals["aws:RequestTag/kubernetes-namespace"]].flat()).toContain(attributes.namespace);
          expect(equals["aws:RequestTag/kubernetes-service-account"]).toBe(attributes.service_account);
        }
      }
    }),
    RUNS,
  );
});

test("in any valid configuration stacks wait in no circle, and for stacks that exist", () => {
  fc.assert(
    fc.property(configuration, (config) => {
      const { dependencies } = made(config);
      const applied = new Set<string>();
      while (applied.size < Object.keys(dependencies).length) {
        const ready = Object.keys(dependencies).filter(
          (stack) => !applied.has(stack) && dependencies[stack]?.every((below) => applied.has(below)),
        );
        expect(ready).not.toEqual([]);
        for (const stack of ready) applied.add(stack);
      }
    }),
    RUNS,
  );
});

test("every stack reads only state of stacks it waits for, and names as principals only roles of stacks it waits for", () => {
  fc.assert(
    fc.property(configuration, (config) => {
      const world = made(config);
      for (const [name, root] of Object.entries(world.stacks)) {
        const states = Object.keys(root.data?.terraform_remote_state ?? {});
        expect(world.dependencies[name]).toEqual(expect.arrayContaining(states));
        for (const role of Object.values<Json>(root.resource.aws_iam_role ?? {}))
          for (const { Principal } of document(role.assume_role_policy).Statement)
            if (Principal.AWS?.includes(":role/"))
              expect(world.dependencies[name]).toContain(roleOf(world, Principal.AWS).stack);
      }
    }),
    RUNS,
  );
});

test("the same configuration gives the same output", () => {
  fc.assert(
    fc.property(configuration, (config) => {
      expect(JSON.stringify(synth(stringify(config)))).toBe(JSON.stringify(made(config)));
    }),
    RUNS,
  );
});

/** Without the policies of resources of third accounts: these name one role more. */
const withoutOwnPolicies = (of: Json, type: string): Json =>
  type === "aws_iam_policy" ? of : mapValues<Json, Json>(of, ({ policy: _, ...rest }) => rest);

const mapValues = <T, U>(map: Readonly<Record<string, T>>, change: (value: T, key: string) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));

test("an added namespace changes nothing that is another's", () => {
  fc.assert(
    fc.property(configuration, (config) => {
      const several = Object.entries(config.workloads).filter(
        ([, { namespaces = [], roles, primaryRole }]) =>
          namespaces.length > 1 && roles !== "shared" && !config.primaryRoles?.[primaryRole ?? ""],
      );
      fc.pre(several.length > 0);
      const fewer = several.map(([key, workload]) => [key, { ...workload, namespaces: workload.namespaces?.slice(1) }]);
      const before = made({ ...config, workloads: { ...config.workloads, ...Object.fromEntries(fewer) } });
      const of = ({ stacks }: Synthesized) =>
        Object.fromEntries(
          Object.entries(stacks).map(([stack, { resource }]) => [
            stack,
            mapValues<Json, Json>(resource, withoutOwnPolicies),
          ]),
        );
      expect(of(made(config))).toMatchObject(of(before));
    }),
    RUNS,
  );
});

/** The name of a namespace that is named itself or by reference. */
const namespaceOf = (world: Synthesized, text: string): string => {
  const [, address] = /^\$\{kubernetes_namespace_v1\.(.+)\.metadata\[0\]\.name\}$/.exec(text) ?? [];
  if (address === undefined) return text;
  return all(world, "kubernetes_namespace_v1").find((one) => one.address === address)?.attributes.metadata.name;
};

test("in any valid configuration a token's chain names one provider of the role's account, and exactly its service account", () => {
  fc.assert(
    fc.property(configuration, (config) => {
      const world = made(config);
      const providers = all(world, "aws_iam_openid_connect_provider").map(
        ({ account, attributes }) => `${account} ${attributes.url.replace("https://", "")}`,
      );
      expect([...new Set(providers)]).toEqual(providers);
      for (const { attributes } of all(world, "kubernetes_service_account_v1")) {
        const arn = attributes.metadata.annotations?.["eks.amazonaws.com/role-arn"];
        if (arn === undefined) continue;
        const role = roleOf(world, arn);
        const statements: Json[] = document(role.attributes.assume_role_policy).Statement;
        const { Principal, Condition } = statements.find((one) => one.Principal.Federated);
        const [, account, issuer] = /^arn:[a-z-]+:iam::(\d+):oidc-provider\/(.*)$/.exec(Principal.Federated) ?? [];
        expect(account).toBe(role.account);
        expect(providers).toContain(`${account} ${issuer}`);
        const { [`${issuer}:sub`]: sub, ...others } = Condition.StringEquals;
        const namespace = namespaceOf(world, attributes.metadata.namespace);
        expect([sub].flat()).toContain(`system:serviceaccount:${namespace}:${attributes.metadata.name}`);
        expect(others).toEqual({ [`${issuer}:aud`]: "sts.amazonaws.com" });
        expect(attachedTo(world, role).length).toBeGreaterThan(0);
      }
    }),
    RUNS,
  );
});
