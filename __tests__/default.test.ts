import { document, SHIPPED, synth } from "./support/synth";

const { stacks, dependencies, problems } = synth(SHIPPED);
const { "account-a-primary": primary, "account-b": target, "account-a-rest": rest } = stacks;

test("the default configuration gives the three stacks of the article and nothing to complain about", () => {
  expect(Object.keys(stacks).sort()).toEqual(["account-a-primary", "account-a-rest", "account-b"]);
  expect(problems).toEqual([]);
});

test.each(["account-a-primary", "account-b", "account-a-rest"])("%s is as reviewed", (name) => {
  expect(stacks[name]).toMatchSnapshot();
});

test("account-b waits for account-a-primary, and account-a-rest for both", () => {
  expect(dependencies).toEqual({
    "account-a-primary": [],
    "account-b": ["account-a-primary"],
    "account-a-rest": ["account-a-primary", "account-b"],
  });
});

test("every stack requires aws ~> 6.3, and no provider that it does not use", () => {
  const aws = { source: "hashicorp/aws", version: "~> 6.3" };
  const kubernetes = { source: "hashicorp/kubernetes", version: "~> 2.20" };
  expect(primary.terraform.required_providers).toEqual({ aws });
  expect(rest.terraform.required_providers).toEqual({ aws, kubernetes });
  expect(target.terraform.required_providers).toEqual({
    aws,
    random: { source: "hashicorp/random", version: expect.stringMatching(/^~> 3/) },
  });
  for (const stack of Object.values(stacks)) expect(stack.terraform.required_version).toBe(">= 1.2");
});

test("each stack's provider refuses credentials of another account, and has no tags", () => {
  const inAccount = (id: string) => [{ region: "us-east-1", allowed_account_ids: [id] }];
  expect(primary.provider.aws).toEqual(inAccount("111111111111"));
  expect(rest.provider.aws).toEqual(inAccount("111111111111"));
  expect(target.provider.aws).toEqual(inAccount("222222222222"));
});

test("state lies outside the output folder, at a path that is the same on every machine", () => {
  for (const [name, stack] of Object.entries(stacks))
    expect(stack.terraform.backend).toEqual({ local: { path: `../../../state/${name}.tfstate` } });
});

test("the association names the primary role of its own account and the target role of the other", () => {
  expect(rest.resource.aws_eks_pod_identity_association.cross_account).toEqual({
    cluster_name: "my-eks-cluster",
    namespace: "my-app-namespace",
    service_account: "my-app-sa",
    role_arn: "arn:aws:iam::111111111111:role/eks-pod-identity-primary-role",
    target_role_arn: "arn:aws:iam::222222222222:role/s3-reader-target-role",
    depends_on: ["aws_iam_role_policy_attachment.primary_role_attachment"],
  });
});

const confined = {
  StringEquals: {
    "aws:RequestTag/eks-cluster-arn": "arn:aws:eks:us-east-1:111111111111:cluster/my-eks-cluster",
    "aws:RequestTag/kubernetes-namespace": "my-app-namespace",
    "aws:RequestTag/kubernetes-service-account": "my-app-sa",
  },
};

test("the primary role trusts EKS Pod Identity for this one pod", () => {
  expect(document(primary.resource.aws_iam_role.primary_role.assume_role_policy).Statement).toEqual([
    {
      Effect: "Allow",
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: confined,
    },
  ]);
});

test("the target role trusts the primary role for this one pod, in two statements", () => {
  const statement = (action: string) => ({
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111111111111:role/eks-pod-identity-primary-role" },
    Action: [action],
    Condition: confined,
  });
  expect(document(target.resource.aws_iam_role.target_role.assume_role_policy).Statement).toEqual([
    statement("sts:AssumeRole"),
    statement("sts:TagSession"),
  ]);
});

test("the target role may read objects and list the bucket, each on the ARN it applies to", () => {
  expect(document(target.resource.aws_iam_policy.s3_read_policy.policy).Statement).toEqual([
    { Effect: "Allow", Action: ["s3:GetObject"], Resource: [`\${aws_s3_bucket.data_bucket.arn}/*`] },
    { Effect: "Allow", Action: ["s3:ListBucket"], Resource: [`\${aws_s3_bucket.data_bucket.arn}`] },
  ]);
});

test("the primary role may assume the target role and tag the session, and nothing else", () => {
  expect(document(rest.resource.aws_iam_policy.assume_target_role_policy.policy).Statement).toEqual([
    {
      Effect: "Allow",
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Resource: "arn:aws:iam::222222222222:role/s3-reader-target-role",
    },
  ]);
});

test("policies are attached to their roles", () => {
  expect(rest.resource.aws_iam_role_policy_attachment.primary_role_attachment).toEqual({
    role: "eks-pod-identity-primary-role",
    policy_arn: `\${aws_iam_policy.assume_target_role_policy.arn}`,
  });
  expect(target.resource.aws_iam_role_policy_attachment.target_role_attachment).toEqual({
    role: `\${aws_iam_role.target_role.name}`,
    policy_arn: `\${aws_iam_policy.s3_read_policy.arn}`,
  });
});

test("the bucket's name ends in a random pet name of two words and is an output", () => {
  expect(target.resource.random_pet.bucket_suffix).toEqual({ length: 2 });
  expect(target.resource.aws_s3_bucket.data_bucket).toEqual({
    bucket: `my-cross-account-data-bucket-\${random_pet.bucket_suffix.id}`,
  });
  expect(target.output.data_bucket_name.value).toBe(`\${aws_s3_bucket.data_bucket.bucket}`);
});

test("the test pod waits for the association, lists the bucket from the other stack's state, and does not drift", () => {
  const pod = rest.resource.kubernetes_pod_v1.s3_access_test;
  expect(pod.depends_on).toEqual(["aws_eks_pod_identity_association.cross_account"]);
  expect(pod.spec.container[0].image).toMatch(/^amazon\/aws-cli:\d+\.\d+\.\d+$/);
  expect(pod.spec.container[0].command.at(-1)).toContain(
    `aws s3 ls "s3://\${data.terraform_remote_state.account-b.outputs.data_bucket_name}/"`,
  );
  expect(pod.target_state).toEqual(["Running", "Succeeded"]);
  expect(pod.lifecycle.ignore_changes).toEqual([
    "spec[0].container[0].env",
    "spec[0].container[0].volume_mount",
    "spec[0].volume",
  ]);
});

test("the other stack's state is read where that stack keeps it, and its absence says what to do", () => {
  const state = rest.data.terraform_remote_state["account-b"];
  expect(state.backend).toBe("local");
  expect(state.config.path).toBe(target.terraform.backend.local.path);
  expect(state.lifecycle.precondition[0].error_message).toMatch(/apply account-b first.*handover: variable/);
});

test("the Kubernetes provider signs in to the cluster that is meant", () => {
  const [provider] = rest.provider.kubernetes;
  expect(provider.host).toBe(`\${data.aws_eks_cluster.my-eks-cluster_cluster.endpoint}`);
  expect(provider.exec[0].args).toEqual(
    "eks get-token --cluster-name my-eks-cluster --region us-east-1 --output json".split(" "),
  );
  expect(rest.data.aws_eks_cluster["my-eks-cluster_cluster"].lifecycle.postcondition[0].condition).toBe(
    `\${self.arn == "arn:aws:eks:us-east-1:111111111111:cluster/my-eks-cluster"}`,
  );
  expect(rest.data.aws_eks_addon["my-eks-cluster_pod_identity_agent"].addon_name).toBe("eks-pod-identity-agent");
});
