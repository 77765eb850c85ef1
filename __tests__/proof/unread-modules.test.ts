import { A, document, type Json, PRIMARY } from "../support/documents";
import { association, podWorld, proofOf, stackIn } from "../support/world";

const called = (source: string, more: Json = {}): Json => ({ module: { one: { source, ...more } } });

const chainsOf = async (rest: Json, resource: Json = {}) => {
  const { chains, findings, verdict } = await proofOf({ a: stackIn(A, resource, rest) });
  return { found: chains.map((one) => [one.id, one.mechanism, one.verdict]), chains, findings, verdict };
};

describe("a module that is not installed", () => {
  test.each([
    ["terraform-aws-modules/eks-pod-identity/aws", "pod-identity"],
    ["terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts-eks", "irsa"],
    ["terraform-aws-modules/iam/aws//modules/iam-role-for-service-accounts", "irsa"],
    ["terraform-aws-modules/iam/aws//modules/iam-assumable-role-with-oidc", "irsa"],
    ["aws-ia/eks-blueprints-addons/aws", "irsa"],
    ["cloudposse/eks-iam-role/aws", "irsa"],
    ["git::https://example.com/modules.git//eks-irsa?ref=v1", "irsa"],
  ])("from %s is a chain that is not known: %s", async (source, mechanism) => {
    const { found, chains } = await chainsOf(called(source));
    expect(found).toEqual([["?/?/?", mechanism, "unknown"]]);
    expect(chains[0]?.hops[0]).toMatchObject({
      verdict: "unknown",
      message: expect.stringContaining(source),
      fix: expect.stringContaining("terraform init"),
    });
  });

  test("of a cluster that is given a role which pods get by associations is one too", async () => {
    const rest = called("terraform-aws-modules/eks/aws", { addons: { csi: { role: "${aws_iam_role.x.arn}" } } });
    const role = (principal: string) => ({
      x: {
        name: "x",
        assume_role_policy: document({ Effect: "Allow", Principal: { Service: principal }, Action: "sts:AssumeRole" }),
      },
    });
    const { found } = await chainsOf(rest, { aws_iam_role: role("pods.eks.amazonaws.com") });
    expect(found).toEqual([["?/?/?", "pod-identity", "unknown"]]);
    expect((await chainsOf(rest, { aws_iam_role: role("ec2.amazonaws.com") })).found).toEqual([]);
  });

  test("is none where it is called no times", async () => {
    const source = "terraform-aws-modules/eks-pod-identity/aws";
    const { found } = await chainsOf({
      ...called(source, { count: "${var.on ? 1 : 0}" }),
      variable: { on: { default: false } },
    });
    expect(found).toEqual([]);
  });

  test("and that makes other things is none, but is named where there is no chain at all", async () => {
    const { found, findings, verdict } = await chainsOf(called("terraform-aws-modules/vpc/aws"));
    expect([found, verdict]).toEqual([[], "unknown"]);
    expect(findings.find(({ code }) => code === "no-chains")).toMatchObject({
      message: expect.stringContaining("module.one (terraform-aws-modules/vpc/aws) of stack a"),
      fix: expect.stringContaining("terraform init"),
    });
  });

  test("leaves the chains of what was read as they are, and the whole unknown", async () => {
    const world = podWorld();
    const one = called("terraform-aws-modules/eks-pod-identity/aws");
    const { chains, verdict } = await proofOf({ ...world, "account-a": { ...world["account-a"], ...one } });
    expect(chains.map(({ verdict: each }) => each)).toEqual(["unknown", "proved"]);
    expect(verdict).toBe("unknown");
  });

  test("whose role is given to an association makes that one unknown, with the advice to install it", async () => {
    const one = { ...association(), role_arn: "${module.one.arn}", target_role_arn: undefined };
    const { chains } = await chainsOf(called("acme/role/aws"), { aws_eks_pod_identity_association: { one } });
    expect(chains.map(({ id, verdict }) => [id, verdict])).toEqual([["clu/ns/sa", "unknown"]]);
    expect(chains[0]?.hops.map(({ verdict, fix }) => [verdict, fix?.includes("terraform init")])).toContainEqual([
      "unknown",
      true,
    ]);
  });

  test("whose output is a part of a trust makes a chain that is unknown", async () => {
    const trust = "${module.one.trust_json}";
    const aws_iam_role = { x: { name: PRIMARY.split("/").at(-1), assume_role_policy: trust } };
    const { found } = await chainsOf(called("acme/trust/aws"), { aws_iam_role });
    expect(found).toEqual([["?/?/?", "irsa", "unknown"]]);
  });
});

test("manifests that are not read are named where there is no chain at all", async () => {
  const one = { yaml_body: "${var.body}" };
  const { findings } = await chainsOf({ variable: { body: {} } }, { kubectl_manifest: { one } });
  expect(findings.find(({ code }) => code === "no-chains")?.message).toContain("kubectl_manifest.one of stack a");
});
