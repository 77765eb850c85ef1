import { A, B, document, ID, ISSUER, type Json, PRIMARY, providerArn, TARGET, webTrust } from "../support/documents";
import { association, chainOf, hopIn, intruderIn, irsaWorld, podWorld, proofOf, stackIn } from "../support/world";

type World = Readonly<Record<string, Json>>;

const idsOf = async (world: World): Promise<readonly string[]> => (await proofOf(world)).chains.map(({ id }) => id);

/** `world` whose stack `name` declares variables without a value. */
const withVariables = (world: World, name: string, ...variables: readonly string[]): World => ({
  ...world,
  [name]: { ...world[name], variable: Object.fromEntries(variables.map((one) => [one, {}])) },
});

const associations = (some: Readonly<Record<string, Json>>, ...variables: readonly string[]): World =>
  withVariables(podWorld({ a: { aws_eks_pod_identity_association: some } }), "account-a", ...variables);

describe("an association", () => {
  test("of which the number is not known is a chain that is unknown", async () => {
    const world = associations({ one: association({ count: "${var.some}" }) }, "some");
    const chain = chainOf(await proofOf(world));
    expect([hopIn(chain, "association"), chain.verdict]).toEqual(["unknown", "unknown"]);
  });

  test("for each of a set that is not known is one too, with ? for what is not known of its pod", async () => {
    const one = association({ for_each: "${var.some}", namespace: "${each.value}" });
    const { chains } = await proofOf(associations({ one }, "some"));
    expect(chains.map(({ id, verdict }) => [id, verdict])).toEqual([["clu/?/sa", "unknown"]]);
  });

  test("and another with names that are not known are two chains, told apart by their addresses", async () => {
    const open = (name: string) => association({ namespace: `\${var.${name}}` });
    expect(await idsOf(associations({ one: open("x"), two: open("y") }, "x", "y"))).toEqual([
      "clu/?/sa#account-a/aws_eks_pod_identity_association.one",
      "clu/?/sa#account-a/aws_eks_pod_identity_association.two",
    ]);
  });

  test("with a namespace that is not known is refused by nothing", async () => {
    const chain = chainOf(
      await proofOf(associations({ one: association({ namespace: "${var.x}" }) }, "x")),
      "clu/?/sa",
    );
    expect(chain.hops.map(({ verdict }) => verdict)).not.toContain("denied");
    expect(chain.intruders.map(({ verdict }) => verdict)).not.toContain("allowed");
    expect(chain.verdict).toBe("unknown");
  });

  test("whose pod is not known may be the one that gets in to another chain of the role", async () => {
    const two = association({ service_account: "${var.x}" });
    const world = associations({ two }, "x");
    const open = podWorld({
      targetTrust: {
        Effect: "Allow",
        Principal: { AWS: PRIMARY },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: { StringEquals: { "aws:RequestTag/kubernetes-service-account": ["sa", "other"] } },
      },
    });
    const proof = await proofOf({ ...world, "account-b": open["account-b"] as Json });
    expect(intruderIn(chainOf(proof), "other-service-account")).toBe("unknown");
  });
});

test("an association by AWS's other provider is a chain like any other", async () => {
  const { aws_eks_pod_identity_association, ...others } = (podWorld()["account-a"] as { resource: Json }).resource;
  const world = podWorld();
  const resource = { ...others, awscc_eks_pod_identity_association: aws_eks_pod_identity_association };
  const { chains } = await proofOf({ ...world, "account-a": { ...world["account-a"], resource } });
  expect(chains.map(({ id, mechanism, verdict }) => [id, mechanism, verdict])).toEqual([
    [ID, "pod-identity", "unknown"],
  ]);
});

describe("a service account", () => {
  const account = (metadata: Json, more: Json = {}) => ({
    kubernetes_service_account_v1: { sa: { metadata: [metadata], ...more } },
  });
  const cluster = {
    aws_eks_cluster: { clu: { name: "clu", identity: [{ oidc: [{ issuer: `https://${ISSUER}` }] }] } },
  };
  const annotated = { name: "sa", namespace: "ns", annotations: { "eks.amazonaws.com/role-arn": TARGET } };

  test("of which the number is not known is a chain that is unknown", async () => {
    const stack = stackIn(A, { ...cluster, ...account(annotated, { count: "${var.some}" }) });
    const world = withVariables(irsaWorld({ cluster: stack }), "clu", "some");
    const chain = chainOf(await proofOf(world));
    expect([hopIn(chain, "service-account"), chain.verdict]).toEqual(["unknown", "unknown"]);
  });

  test("without the annotation is refused where a role trusts it", async () => {
    const stack = stackIn(A, { ...cluster, ...account({ name: "sa", namespace: "ns" }) });
    const chain = chainOf(await proofOf(irsaWorld({ cluster: stack })));
    const hop = chain.hops.find(({ id }) => id === "service-account");
    expect([hop?.verdict, hop?.code]).toEqual(["denied", "service-account-not-annotated"]);
  });

  test.each([[["metadata[0].annotations"]], ["all"], [["${metadata}"]]])(
    "without the annotation is not known to have none where its annotations are left to others: %s",
    async (ignore_changes) => {
      const bare = account({ name: "sa", namespace: "ns" }, { lifecycle: [{ ignore_changes }] });
      const [chain] = (await proofOf(irsaWorld({ cluster: stackIn(A, { ...cluster, ...bare }) }))).chains;
      expect([chain?.verdict, chain?.assumptions.map(({ id }) => id)]).toEqual([
        "conditional",
        ["service-account-not-seen"],
      ]);
    },
  );

  test("without the annotation is not meant by the trust where an association gives it its role", async () => {
    const one = association({ role_arn: TARGET.replace(B, A), target_role_arn: undefined });
    const objects = { ...cluster, ...account({ name: "sa", namespace: "ns" }) };
    const stack = stackIn(A, { ...objects, aws_eks_pod_identity_association: { one } });
    const { chains } = await proofOf(irsaWorld({ cluster: stack }));
    expect(chains.map(({ mechanism }) => mechanism)).toEqual(["pod-identity"]);
  });
});

describe("a trust policy", () => {
  const trusting = (operator: string, subject: string | readonly string[], more: Json = {}): World => ({
    "account-b": {
      ...irsaWorld({
        targetTrust: webTrust({
          [operator]: { [`${ISSUER}:sub`]: subject },
          StringEquals: {
            [`${ISSUER}:aud`]: "sts.amazonaws.com",
            ...(operator === "StringEquals" ? { [`${ISSUER}:sub`]: subject } : {}),
          },
        }),
      })["account-b"],
      ...more,
    },
  });
  const subject = (namespace: string, name: string) => `system:serviceaccount:${namespace}:${name}`;

  test("that names several service accounts is several chains, peers of each other", async () => {
    const { chains } = await proofOf(trusting("StringEquals", [subject("ns", "sa"), subject("ns", "two")]));
    expect(chains.map(({ id }) => id)).toEqual(["ABCDEF/ns/sa", "ABCDEF/ns/two"]);
    expect(chains.map((chain) => intruderIn(chain, "other-service-account"))).toEqual(["denied", "denied"]);
    expect(chains.map((chain) => hopIn(chain, "target-trust"))).toEqual(["allowed", "allowed"]);
  });

  test("that names a pattern is one chain, whose pods are all that match", async () => {
    const { chains } = await proofOf(trusting("StringLike", subject("ns", "*")));
    const [chain] = chains;
    expect([chain?.id, chain && hopIn(chain, "target-trust")]).toEqual(["ABCDEF/ns/*", "allowed"]);
    expect(["other-service-account", "other-namespace"].map((id) => chain && intruderIn(chain, id as "user"))).toEqual([
      "denied",
      "denied",
    ]);
  });

  test("that names a pattern beside the statement that lets in more has those for intruders that do not match", async () => {
    const both = webTrust({ StringLike: { [`${ISSUER}:sub`]: [subject("ns", "a*"), "system:serviceaccount:n*"] } });
    const { chains } = await proofOf({ "account-b": irsaWorld({ targetTrust: both })["account-b"] as Json });
    expect(chains.map(({ id }) => id)).toEqual(["ABCDEF/n*/*", "ABCDEF/ns/a*"]);
    const wide = webTrust({ StringLike: { [`${ISSUER}:sub`]: subject("ns", "a*") } });
    const open = { ...webTrust({ StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com" } }) };
    const proof = await proofOf({ "account-b": irsaWorld({ targetTrust: [wide, open] })["account-b"] as Json });
    expect(intruderIn(chainOf(proof, "ABCDEF/ns/a*"), "other-service-account")).toBe("allowed");
  });

  test("that names one of a GitHub repository is none", async () => {
    const github = {
      ...webTrust({ StringEquals: { "token.actions.githubusercontent.com:sub": "repo:o/r:ref:refs/heads/main" } }),
      Principal: { Federated: providerArn(B, "token.actions.githubusercontent.com") },
    };
    expect(await idsOf({ "account-b": irsaWorld({ targetTrust: github })["account-b"] as Json })).toEqual([]);
  });

  test("that is not known may name some, and is a chain that is unknown", async () => {
    const role = { name: "other", assume_role_policy: "${var.trust}" };
    const world = withVariables(podWorld({ b: { aws_iam_role: { other: role } } }), "account-b", "trust");
    const { chains, verdict } = await proofOf(world);
    expect(chains.map(({ id, verdict: one }) => [id, one])).toEqual([
      ["?/?/?", "unknown"],
      [ID, "proved"],
    ]);
    expect(verdict).toBe("unknown");
  });

  test("that is not known is no chain more where another one ends in its role", async () => {
    const world = podWorld({ target: { assume_role_policy: "${var.trust}" } });
    expect(await idsOf(withVariables(world, "account-b", "trust"))).toEqual([ID]);
  });

  test("whose subject has a part that is not known is a chain that is unknown", async () => {
    const world = withVariables(trusting("StringEquals", subject("${var.ns}", "sa")), "account-b", "ns");
    const { chains } = await proofOf(world);
    expect(chains.map(({ id, verdict }) => [id, verdict])).toEqual([["ABCDEF/?/sa", "unknown"]]);
  });
});

describe("an add-on", () => {
  const withAddOn = (addOn: Json): World => {
    const trusts = document({
      Effect: "Allow",
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
    });
    const aws_iam_role = { csi: { name: "csi", assume_role_policy: trusts } };
    return { a: stackIn(A, { aws_iam_role, aws_eks_addon: { one: { cluster_name: "clu", ...addOn } } }) };
  };
  const role_arn = `arn:aws:iam::${A}:role/csi`;

  test("with an association is a chain of the service account that it names", async () => {
    const pod_identity_association = [{ role_arn, service_account: "ebs-csi-controller-sa" }];
    const { chains } = await proofOf(withAddOn({ addon_name: "aws-ebs-csi-driver", pod_identity_association }));
    expect(chains.map(({ id, mechanism }) => [id, mechanism])).toEqual([
      ["clu/kube-system/ebs-csi-controller-sa", "pod-identity"],
    ]);
    expect(chains.map((chain) => hopIn(chain, "primary-trust"))).toEqual(["allowed"]);
  });

  test("with a role of its service account is a chain by IRSA", async () => {
    const { chains } = await proofOf(withAddOn({ addon_name: "vpc-cni", service_account_role_arn: role_arn }));
    expect(chains.map(({ id, mechanism }) => [id, mechanism])).toEqual([["clu/kube-system/aws-node", "irsa"]]);
  });

  test("whose service account no table has is a chain that is unknown", async () => {
    const { chains } = await proofOf(withAddOn({ addon_name: "vendor_thing", service_account_role_arn: role_arn }));
    expect(chains.map(({ id, verdict }) => [id, verdict])).toEqual([["clu/?/?", "unknown"]]);
  });

  test("without a role is none", async () => {
    expect(await idsOf(withAddOn({ addon_name: "coredns" }))).toEqual([]);
  });

  test("with associations whose service accounts are not known is a chain for each", async () => {
    const pod_identity_association = [1, 2].map((one) => ({ role_arn, service_account: `\${var.s${one}}` }));
    const world = withAddOn({ addon_name: "adot", pod_identity_association });
    const { chains } = await proofOf(withVariables(world, "a", "s1", "s2"));
    expect(chains.map(({ id }) => id)).toEqual(
      [0, 1].map((one) => `clu/opentelemetry-operator-system/?#a/aws_eks_addon.one/${one}`),
    );
    expect(new Set(chains.map(({ key }) => key)).size).toBe(2);
  });

  describe("by IRSA", () => {
    const clu = (addOn: Json): World =>
      irsaWorld({
        cluster: stackIn(A, {
          aws_eks_cluster: { clu: { name: "clu", identity: [{ oidc: [{ issuer: `https://${ISSUER}` }] }] } },
          aws_eks_addon: { one: { cluster_name: "clu", ...addOn } },
        }),
      });
    const found = async (world: World) =>
      (await proofOf(world)).chains.map(({ id, verdict, assumptions }) => [
        id,
        verdict,
        assumptions.map((one) => one.id),
      ]);

    test("that no table has is of the one service account that its role trusts, as an assumption", async () => {
      const world = clu({ addon_name: "vendor_thing", service_account_role_arn: TARGET });
      expect(await found(world)).toEqual([["clu/ns/sa", "conditional", ["service-account-not-seen"]]]);
    });

    test("that is configured with the annotation is a chain of the service account that it names", async () => {
      const serviceAccount = { name: "sa", annotations: { "eks.amazonaws.com/role-arn": TARGET } };
      const configuration_values = `\${jsonencode(${JSON.stringify({ controller: { serviceAccount } })})}`;
      const namespace_config = [{ namespace: "ns" }];
      const world = clu({ addon_name: "aws-ebs-csi-driver", configuration_values, namespace_config });
      expect(await found(world)).toEqual([["clu/ns/sa", "conditional", ["service-account-not-seen"]]]);
    });

    test("of another service account than its role trusts is refused", async () => {
      const world = clu({ addon_name: "vpc-cni", service_account_role_arn: TARGET });
      expect((await found(world))[1]?.slice(0, 2)).toEqual(["clu/kube-system/aws-node", "refuted"]);
    });
  });
});
