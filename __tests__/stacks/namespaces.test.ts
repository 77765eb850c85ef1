import { proofOfText, verdictsIn } from "../support/proved";
import { changed, document, type Json, readText, synth } from "../support/synth";

const IRSA = readText("examples/irsa-to-pod-identity/eks-cross-account.yaml");
const ONE = "    namespace: my-app-namespace\n";

/** The default's workload in several namespaces. */
const inSeveral = (namespaces: string, ...more: readonly (readonly [string, string])[]): string =>
  changed([ONE, `    namespaces: ${namespaces}\n`], ...more);
const shared = ["    primaryRole:", "    roles: shared\n    primaryRole:"] as const;
const each = inSeveral("[blue, green]");
const together = inSeveral("[blue, green]", shared);

/** Every resource of a configuration, by stack and address. */
const resources = (text: string): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.entries(synth(text).stacks).flatMap(([stack, { resource }]) =>
      Object.entries<Json>(resource).flatMap(([type, of]) =>
        Object.entries(of).map(([address, body]): [string, Json] => [`${stack} ${type}.${address}`, body]),
      ),
    ),
  );
const trustIn = (text: string, address: string) => document(resources(text)[address].assume_role_policy).Statement;

describe("a workload in several namespaces with roles of each", () => {
  test("has what one of one namespace has, each with its name at the end of addresses and names of roles", () => {
    const one = resources(changed([ONE, "    namespace: blue\n"]));
    const found = resources(each);
    for (const [key, body] of Object.entries(one)) {
      if (key.includes("data_bucket") || key.includes("bucket_suffix")) continue;
      expect(Object.keys(found)).toEqual(expect.arrayContaining([`${key}_blue`, `${key}_green`]));
      if (key.includes("aws_iam_role.")) expect(found[`${key}_green`].name).toBe(`${body.name}-green`);
    }
    expect(found["account-a-rest aws_eks_pod_identity_association.cross_account_green"]).toMatchObject({
      namespace: "green",
      role_arn: "arn:aws:iam::111111111111:role/eks-pod-identity-primary-role-green",
      target_role_arn: "arn:aws:iam::222222222222:role/s3-reader-target-role-green",
    });
  });

  test("has the same bytes for those it has whatever is added", () => {
    expect(resources(inSeveral("[amber, blue, green, teal]"))).toMatchObject(resources(each));
  });

  test("gets its names on each cluster of several", () => {
    const two = inSeveral(
      "[blue, green]",
      ["{ account: account-a }", "{ account: account-a }\n  two: { account: account-a }"],
      ["    cluster: my-eks-cluster", "    clusters: { my-eks-cluster: {}, two: { primaryRole: own } }"],
    );
    const found = resources(two);
    expect(found["account-b aws_iam_role.target_role_two_blue"].name).toBe("s3-reader-target-role-two-blue");
    expect(found["account-a-primary aws_iam_role.primary_role_two_green"].name).toBe("own-green");
  });
});

describe("a workload in several namespaces that share their roles", () => {
  test("has one role of each account, whose trust lists the namespaces and nothing else twice", () => {
    const found = resources(together);
    const of = (type: string) => Object.keys(found).filter((key) => key.includes(` ${type}.`));
    expect(of("aws_iam_role")).toEqual([
      "account-a-primary aws_iam_role.primary_role",
      "account-b aws_iam_role.target_role",
    ]);
    expect(of("aws_eks_pod_identity_association")).toHaveLength(2);
    expect(trustIn(together, "account-b aws_iam_role.target_role")[0].Condition.StringEquals).toEqual({
      "aws:RequestTag/eks-cluster-arn": "arn:aws:eks:us-east-1:111111111111:cluster/my-eks-cluster",
      "aws:RequestTag/kubernetes-namespace": ["blue", "green"],
      "aws:RequestTag/kubernetes-service-account": "my-app-sa",
    });
  });

  test("changes only the two trusts where a namespace is added", () => {
    const [before, after] = [resources(together), resources(inSeveral("[blue, green, teal]", shared))];
    const differing = Object.keys(before).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
    expect(differing).toEqual(["account-a-primary aws_iam_role.primary_role", "account-b aws_iam_role.target_role"]);
  });
});

const tagsOff = ["    primaryRole:", "    sessionTags: false\n    primaryRole:"] as const;
const own = ["    primaryRole:", "    createNamespace: false\n    principal: account\n    primaryRole:"] as const;
const irsa = (...lines: readonly string[]): string =>
  IRSA.replace(/^ {4}(transitionFrom|primaryRole): .*\n/gm, "")
    .replace("mechanism: pod-identity", "mechanism: irsa")
    .replace(ONE, lines.map((line) => `    ${line}\n`).join(""));
const moving = (...lines: readonly string[]): string =>
  IRSA.replace(ONE, lines.map((line) => `    ${line}\n`).join(""));

test.each<[string, string, number]>([
  ["each with roles", each, 2],
  ["sharing roles", together, 2],
  ["that exist, sharing roles", inSeveral("[blue, green]", shared, own), 2],
  ["of which one is listed", inSeveral("[blue]"), 1],
  ["by irsa with roles each", irsa("namespaces: [blue, green]"), 2],
  ["by irsa sharing a role", irsa("namespaces: [blue, green]", "roles: shared"), 2],
  ["that move from irsa sharing roles", moving("namespaces: [blue, green]", "roles: shared"), 4],
  ["that move from irsa with roles each", moving("namespaces: [blue, green]"), 4],
  [
    "that no longer have the annotation",
    moving("namespaces: [blue, green]", "roles: shared", "irsaAnnotation: false"),
    2,
  ],
])("namespaces %s are proved", async (_, text, chains) => {
  const verdicts = verdictsIn(await proofOfText(text));
  expect([verdicts.length, new Set(verdicts.map(([, , verdict]) => verdict))]).toEqual([chains, new Set(["proved"])]);
});

test("namespaces that share roles without session tags are as proved as one is", async () => {
  const proof = await proofOfText(inSeveral("[blue, green]", shared, tagsOff));
  expect(proof.chains.map(({ verdict, assumptions }) => [verdict, assumptions.map(({ id }) => id)])).toEqual([
    ["conditional", ["association-admins"]],
    ["conditional", ["association-admins"]],
  ]);
  const [assume] = trustIn(inSeveral("[blue, green]", shared, tagsOff), "account-b aws_iam_role.target_role");
  expect(assume.Condition.StringEquals["sts:ExternalId"]).toEqual([
    "us-east-1/111111111111/my-eks-cluster/blue/my-app-sa",
    "us-east-1/111111111111/my-eks-cluster/green/my-app-sa",
  ]);
});

test("a trust that lists one namespace too many is refuted, whoever shares the role", async () => {
  const proof = await proofOfText(
    together,
    ({ "account-b": { resource }, "account-a-primary": { resource: primary } }) => {
      for (const role of [resource.aws_iam_role.target_role, primary.aws_iam_role.primary_role])
        role.assume_role_policy = role.assume_role_policy.replaceAll('"green"]', '"green","teal"]');
    },
  );
  expect(verdictsIn(proof).map(([id, , verdict]) => [id, verdict])).toEqual([
    ["my-eks-cluster/blue/my-app-sa", "refuted"],
    ["my-eks-cluster/green/my-app-sa", "refuted"],
  ]);
});

test("a namespace that a shared trust leaves out is refused there alone", async () => {
  const proof = await proofOfText(together, ({ "account-b": { resource } }) => {
    const role = resource.aws_iam_role.target_role;
    role.assume_role_policy = role.assume_role_policy.replaceAll('["blue","green"]', '"blue"');
  });
  expect(
    proof.chains.flatMap(({ id, hops }) =>
      hops.flatMap((hop) => (hop.verdict === "denied" ? [`${id} ${hop.id}`] : [])),
    ),
  ).toEqual(["my-eks-cluster/green/my-app-sa target-trust"]);
});
