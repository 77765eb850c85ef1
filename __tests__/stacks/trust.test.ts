import { changed, document, readText, synth, withWorkload } from "../support/synth";

const trustOf = (text: string, role: "primary" | "target") => {
  const { stacks } = synth(text);
  const stack = role === "primary" ? "account-a-primary" : "account-b";
  return document(stacks[stack].resource.aws_iam_role[`${role}_role`].assume_role_policy).Statement;
};
const PRIMARY = "arn:aws:iam::111111111111:role/eks-pod-identity-primary-role";
const ROOT = "arn:aws:iam::111111111111:root";

test("confine: false gives the article's trusts, without conditions, and a warning", () => {
  const text = withWorkload("confine: false");
  expect(trustOf(text, "primary")).toEqual([
    { Effect: "Allow", Principal: { Service: "pods.eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] },
  ]);
  expect(trustOf(text, "target")).toEqual([
    { Effect: "Allow", Principal: { AWS: PRIMARY }, Action: ["sts:AssumeRole"] },
    { Effect: "Allow", Principal: { AWS: PRIMARY }, Action: ["sts:TagSession"] },
  ]);
  expect(synth(text).problems.map(({ rule }) => rule)).toEqual(["unconfined"]);
});

test("confine is each workload's own: defaults say it for all, an entry for itself", () => {
  const text = `defaults: { confine: false }\n${withWorkload("confine: true")}`;
  expect(trustOf(text, "target")[0].Condition.StringEquals).toHaveProperty(["aws:RequestTag/kubernetes-namespace"]);
});

test("principal: account trusts the account and checks the calling role, still confined", () => {
  for (const statement of trustOf(withWorkload("principal: account"), "target")) {
    expect(statement.Principal).toEqual({ AWS: ROOT });
    expect(statement.Condition.ArnEquals).toEqual({ "aws:PrincipalArn": PRIMARY });
    expect(statement.Condition.StringEquals).toHaveProperty(["aws:RequestTag/eks-cluster-arn"]);
  }
});

test("principal: account without confine still lets in no role but the primary one", () => {
  for (const statement of trustOf(withWorkload("principal: account", "confine: false"), "target"))
    expect(statement.Condition).toEqual({ ArnEquals: { "aws:PrincipalArn": PRIMARY } });
});

test("account-b waits for nothing with principal: account", () => {
  const { dependencies } = synth(withWorkload("principal: account"));
  expect(dependencies).toEqual({
    "account-a-primary": [],
    "account-b": [],
    "account-a-rest": ["account-a-primary", "account-b"],
  });
});

test("without session tags the target role asks for the ExternalId that EKS will send, for AssumeRole only", () => {
  const text = withWorkload("sessionTags: false");
  const [assume, tag] = trustOf(text, "target");
  expect(assume).toEqual({
    Effect: "Allow",
    Principal: { AWS: PRIMARY },
    Action: ["sts:AssumeRole"],
    Condition: {
      StringEquals: { "sts:ExternalId": "us-east-1/111111111111/my-eks-cluster/my-app-namespace/my-app-sa" },
    },
  });
  expect(tag).toEqual({ Effect: "Allow", Principal: { AWS: PRIMARY }, Action: ["sts:TagSession"] });
  expect(synth(text).stacks["account-a-rest"].resource.aws_eks_pod_identity_association.cross_account).toMatchObject({
    disable_session_tags: true,
  });
});

test("without session tags no trust asks for a tag, which would never come", () => {
  const text = withWorkload("sessionTags: false");
  for (const role of ["primary", "target"] as const)
    expect(JSON.stringify(trustOf(text, role))).not.toContain("aws:RequestTag");
});

test("a cluster's own name, region and partition are in every value that EKS sends", () => {
  const text = changed(
    ["us-east-1 }\n  account-b", "cn-north-1 }\n  account-b"],
    [`"222222222222", region: us-east-1`, `"222222222222", region: cn-north-1`],
    [
      "my-eks-cluster: { account: account-a }",
      "my-eks-cluster: { account: account-a, name: Main_1, region: cn-northwest-1 }",
    ],
  );
  const [statement] = trustOf(text, "primary");
  expect(statement.Condition.StringEquals["aws:RequestTag/eks-cluster-arn"]).toBe(
    "arn:aws-cn:eks:cn-northwest-1:111111111111:cluster/Main_1",
  );
  const { "account-a-rest": rest } = synth(text).stacks;
  expect(rest.resource.aws_eks_pod_identity_association.cross_account).toMatchObject({
    cluster_name: "Main_1",
    region: "cn-northwest-1",
    target_role_arn: "arn:aws-cn:iam::222222222222:role/s3-reader-target-role",
  });
  expect(rest.provider.kubernetes[0].exec[0].args.join(" ")).toContain("--cluster-name Main_1 --region cn-northwest-1");
});

test("examples/account-principal and examples/external-id show the two other trusts", () => {
  expect(trustOf(readText("examples/account-principal/eks-cross-account.yaml"), "target")[0].Principal).toEqual({
    AWS: ROOT,
  });
  expect(
    trustOf(readText("examples/external-id/eks-cross-account.yaml"), "target")[0].Condition.StringEquals,
  ).toHaveProperty(["sts:ExternalId"]);
});
