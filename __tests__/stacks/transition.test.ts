import { proofOfText, verdictsIn } from "../support/proved";
import { document, type Json, readText, synth } from "../support/synth";

const BOTH = readText("examples/irsa-to-pod-identity/eks-cross-account.yaml");
const replaced = (text: string, ...pairs: readonly (readonly [string, string])[]): string =>
  pairs.reduce((found, [from, to]) => {
    if (!found.includes(from)) throw new Error(`no ${from}`);
    return found.replace(from, to);
  }, text);
const [MOVES] = /^ {4}transitionFrom: .*\n/m.exec(BOTH) ?? [""];
const [PRIMARY] = /^ {4}primaryRole: .*\n/m.exec(BOTH) ?? [""];

/** The file at each step of the way, in order. */
const STEPS = {
  irsa: replaced(BOTH, ["mechanism: pod-identity", "mechanism: irsa"], [MOVES, ""], [PRIMARY, ""]),
  both: BOTH,
  bare: replaced(BOTH, ["# irsaAnnotation", "irsaAnnotation"]),
  "pod-identity": replaced(BOTH, [MOVES, ""]),
};
/** The same for a role of the cluster's own account, which goes on without a target. */
const IN_A: readonly (readonly [string, string])[] = [
  ["account: account-b\n    bucket", "account: account-a\n    bucket"],
];
const home = (text: string): string =>
  replaced(
    text,
    ...IN_A,
    [text.slice(text.indexOf("    target:")), "    grants: [{ read: data }]\n"],
    ["primaryRole: my-app-primary", "primaryRole: my-app-reader"],
  );
const HOME: typeof STEPS = {
  irsa: replaced(STEPS.irsa, ...IN_A, ["account: account-b\n      role", "account: account-a\n      role"]),
  both: home(STEPS.both),
  bare: home(STEPS.bare),
  "pod-identity": home(STEPS["pod-identity"]),
};

/** Every resource of a configuration, by stack and address. */
const resources = (text: string): ReadonlyMap<string, Json> =>
  new Map(
    Object.entries(synth(text).stacks).flatMap(([stack, { resource }]) =>
      Object.entries<Json>(resource ?? {}).flatMap(([type, of]) =>
        Object.entries(of).map(([address, body]): [string, Json] => [`${stack} ${type}.${address}`, body]),
      ),
    ),
  );

/** What applying `to` after `from` creates, changes and destroys. */
function changes(from: string, to: string) {
  const [before, after] = [resources(from), resources(to)];
  return {
    created: [...after.keys()].filter((key) => !before.has(key)),
    changed: [...after].flatMap(([key, body]) => {
      const was = before.get(key);
      const differing =
        was === undefined
          ? []
          : Object.keys({ ...was, ...body }).filter((name) => JSON.stringify(was[name]) !== JSON.stringify(body[name]));
      return differing.length === 0 ? [] : [`${key}: ${differing.join(", ")}`];
    }),
    destroyed: [...before.keys()].filter((key) => !after.has(key)),
  };
}

const ROLE = "account-b aws_iam_role.my-app_target_role";
const SERVICE_ACCOUNT = "account-a-rest kubernetes_service_account_v1.my-app_app";

describe("a workload that moves from irsa to pod identity", () => {
  test("gets an association and a primary role first, and its role a second trust, which changes nothing else", () => {
    expect(changes(STEPS.irsa, STEPS.both)).toEqual({
      created: [
        "account-a-primary aws_iam_role.my-app_primary_role",
        "account-a-rest aws_eks_pod_identity_association.my-app_cross_account",
        "account-a-rest aws_iam_policy.my-app_assume_target_role_policy",
        "account-a-rest aws_iam_role_policy_attachment.my-app_primary_role_attachment",
      ],
      changed: [`${ROLE}: assume_role_policy`],
      destroyed: [],
    });
  });

  test("loses the annotation next, and nothing else", () => {
    expect(changes(STEPS.both, STEPS.bare)).toEqual({
      created: [],
      changed: [`${SERVICE_ACCOUNT}: metadata`],
      destroyed: [],
    });
  });

  test("loses the trust and the provider last", () => {
    expect(changes(STEPS.bare, STEPS["pod-identity"])).toEqual({
      created: [],
      changed: [`${ROLE}: assume_role_policy, depends_on`],
      destroyed: ["account-b aws_iam_openid_connect_provider.my-eks-cluster_oidc_provider"],
    });
  });

  test("has a trust that is the sum of both mechanisms' own", () => {
    const statements = (text: string) => document(resources(text).get(ROLE).assume_role_policy).Statement;
    expect(statements(STEPS.both)).toEqual([...statements(STEPS["pod-identity"]), ...statements(STEPS.irsa)]);
  });

  test("of the cluster's own account keeps its role, which Terraform moves to the primary role's address", () => {
    const { created, destroyed } = changes(HOME.irsa, HOME.both);
    expect(destroyed).toEqual(["account-a aws_iam_role.my-app_target_role"]);
    expect(created).toEqual([
      "account-a aws_iam_role.my-app_primary_role",
      "account-a-rest aws_eks_pod_identity_association.my-app_cross_account",
    ]);
    expect(synth(HOME.both).stacks["account-a"].moved).toEqual([
      { from: "aws_iam_role.my-app_target_role", to: "aws_iam_role.my-app_primary_role" },
    ]);
    expect(resources(HOME.both).get(created[0] ?? "").name).toBe("my-app-reader");
    expect(synth(HOME["pod-identity"]).stacks["account-a"]).not.toHaveProperty("moved");
  });

  test("and is renamed meanwhile moves its role from each address that a state may still have it at", () => {
    const text = replaced(HOME.both, ["  my-app:\n", "  shop:\n    renamedFrom: my-app\n"]);
    expect(synth(text).stacks["account-a"].moved).toEqual(
      expect.arrayContaining([
        { from: "aws_iam_role.my-app_target_role", to: "aws_iam_role.my-app_primary_role" },
        { from: "aws_iam_role.my-app_primary_role", to: "aws_iam_role.shop_primary_role" },
      ]),
    );
  });
});

describe.each([
  ["to another account", STEPS],
  ["within its account", HOME],
])("a workload that moves %s", (_, steps) => {
  const POD = "my-eks-cluster/my-app-namespace/my-app-sa";
  test.each([
    ["irsa", [[POD, "irsa", "proved"]]],
    [
      "both",
      [
        [POD, "pod-identity", "proved"],
        [POD, "irsa", "proved"],
      ],
    ],
    ["bare", [[POD, "pod-identity", "proved"]]],
    ["pod-identity", [[POD, "pod-identity", "proved"]]],
  ] as const)("is proved at the step %s", async (step, chains) => {
    expect(verdictsIn(await proofOfText(steps[step]))).toEqual(chains);
  });
});

test("is one pod in whichever region its cluster is", async () => {
  const there = replaced(BOTH, ["  my-eks-cluster:\n", "  my-eks-cluster:\n    region: ap-southeast-2\n"]);
  const { chains } = await proofOfText(there);
  expect(chains.map(({ id, region }) => [id, region])).toEqual(
    Array.from({ length: 2 }, () => ["my-eks-cluster/my-app-namespace/my-app-sa", "ap-southeast-2"]),
  );
});

describe("of two mechanisms misses", () => {
  const POD = "my-eks-cluster/my-app-namespace/my-app-sa";
  test("the association that is not in what was synthesized", async () => {
    const proof = await proofOfText(STEPS.both, (stacks) => {
      delete stacks["account-a-rest"].resource.aws_eks_pod_identity_association;
    });
    expect(verdictsIn(proof)).toContainEqual([POD, "pod-identity", "refuted"]);
    expect(proof.verdict).toBe("refuted");
  });

  test("the annotation that is not there, whatever the association gives", async () => {
    const proof = await proofOfText(STEPS.both, (stacks) => {
      delete stacks["account-a-rest"].resource.kubernetes_service_account_v1["my-app_app"].metadata.annotations;
    });
    expect(verdictsIn(proof)).toContainEqual([POD, "irsa", "refuted"]);
    expect(proof.verdict).toBe("refuted");
  });
});

describe("of two mechanisms fails only the one whose", () => {
  const POD = "my-eks-cluster/my-app-namespace/my-app-sa";
  const changed = async (change: (trust: string) => string) => {
    const proof = await proofOfText(BOTH, ({ "account-b": { resource } }) => {
      const role = resource.aws_iam_role["my-app_target_role"];
      role.assume_role_policy = change(role.assume_role_policy);
    });
    return proof.chains.flatMap(({ id, mechanism, hops }) =>
      hops.flatMap((hop) => (hop.verdict === "denied" ? [[id, mechanism, hop.id]] : [])),
    );
  };
  const broken = (from: string, to: string) =>
    changed((trust) => {
      if (!trust.includes(from)) throw new Error(`no ${from}`);
      return trust.replaceAll(from, to);
    });
  test("token is another's", async () => {
    expect(await broken("my-app-namespace:my-app-sa", "my-app-namespace:other")).toEqual([
      [POD, "irsa", "target-trust"],
    ]);
  });
  test("token nobody trusts any more, at that trust", async () => {
    const without = (trust: Json) => ({
      ...trust,
      Statement: trust.Statement.filter(({ Principal }: Json) => Principal.Federated === undefined),
    });
    expect(await changed((trust) => JSON.stringify(without(document(trust))))).toEqual([[POD, "irsa", "target-trust"]]);
  });
  test("association is another's", async () => {
    const tag = '"aws:RequestTag/kubernetes-service-account":"';
    expect(await broken(`${tag}my-app-sa`, `${tag}other`)).toEqual([[POD, "pod-identity", "target-trust"]]);
  });
});

test("running pods of a service account that others make keep their chain until the trust is gone", async () => {
  const text = replaced(BOTH, [
    "serviceAccount: my-app-sa",
    "serviceAccount: my-app-sa\n    createServiceAccount: false",
  ]);
  expect(verdictsIn(await proofOfText(text))).toEqual([
    ["EXAMPLED539D4633E53DE1B71EXAMPLE/my-app-namespace/my-app-sa", "irsa", "conditional"],
    ["my-eks-cluster/my-app-namespace/my-app-sa", "pod-identity", "proved"],
  ]);
});
